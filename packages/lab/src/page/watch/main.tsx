import { render } from 'preact';
import '../common.css';
import './watch.css';
import { App } from './app.js';
import { Runs } from './runs.js';

const runs = new Runs();
runs.connect();
render(<App runs={runs} />, document.getElementById('watch')!);
