import { defined } from '../src-main/contract/index.ts';
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './App.svelte';
import { connect } from './connect.ts';
import { AppState } from './state/index.ts';

const { workbench, desktop } = connect();
mount(App, {
  target: defined(document.getElementById('app')),
  props: { app: new AppState(workbench, desktop) },
});
