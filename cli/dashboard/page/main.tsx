/** Begins the page: draws it, and asks the server for readings from now on. */
import { render } from 'preact';
import { Page } from './page.tsx';
import './page.css';

render(<Page />, document.body);
