#!/usr/bin/env node
/** The `a2pd` command of an installation. */
import './require-limits.js';

await import('../dist/main.js');
