/** Begins the page: draws it, and asks the server for readings from now on. */
import { render } from 'preact';
import { Page } from './page.tsx';
import { followUpdates } from './updates.ts';
import './page.css';

render(<Page />, document.body);
followUpdates({
  page: document,
  open: () => new EventSource('/updates'),
  ask: async () => (await fetch('/', { cache: 'no-store' })).status,
});
