import { defined } from '../src-main/contract/index.ts';
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './App.svelte';
import { connect } from './connect.ts';
import { AppState } from './state/index.ts';
import { chooseTheme } from './theme/index.ts';

chooseTheme('system');
const { workbench, desktop } = connect();
mount(App, {
  target: defined(document.getElementById('app')),
  props: { app: new AppState(workbench, desktop) },
});
