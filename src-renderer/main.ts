import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './App.svelte';
import { connect } from './connect.ts';
import { Workspace } from './state/workspace.svelte.ts';

const { workbench, desktop } = connect();
mount(App, {
  target: document.getElementById('app')!,
  props: { workspace: new Workspace(workbench, desktop) },
});
