import { render } from 'preact';
import { App } from './app.js';
import { Lab } from './lab.js';
import './common.css';
import './style.css';

const lab = new Lab();
lab.connect();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => lab.redraw());
render(<App lab={lab} />, document.getElementById('lab')!);
