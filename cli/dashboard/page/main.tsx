/** Begins the page: draws it as its address says, and asks the server for readings from now on. */
import { render } from 'preact';
import { followKeys } from './keyboard.ts';
import { followLocation } from './location.ts';
import { Page } from './page.tsx';
import { followUpdates } from './updates.ts';
import './page.css';

const at = (hash: string) => location.pathname + hash;

followLocation({
  hash: () => location.hash,
  push: (hash) => history.pushState(null, '', at(hash)),
  replace: (hash) => history.replaceState(null, '', at(hash)),
  onChange: (listener) => addEventListener('popstate', listener),
});
followKeys(document);
render(<Page />, document.body);
followUpdates({
  page: document,
  open: () => new EventSource('updates'),
  ask: async () => (await fetch('updates', { method: 'HEAD' })).status,
});
