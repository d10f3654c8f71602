/** The pictures, each with its recording, and how the one becomes the other. */
import { parseCast } from './cast.ts';
import { drawLife } from './draw-life.ts';
import { drawTerminal } from './draw-terminal.ts';
import { LIFE } from './life.ts';

export type Picture = {
  name: 'life' | 'terminal';
  /** Paths in the repository. */
  recording: string;
  picture: string;
  /** @param text of the recording. */
  draw(text: string): string | Promise<string>;
};

export const PICTURES: readonly Picture[] = [
  {
    name: 'life',
    recording: 'programs/pictures/life.json',
    picture: 'docs/pictures/life.svg',
    draw: (text) => drawLife(LIFE.parse(JSON.parse(text))),
  },
  {
    name: 'terminal',
    recording: 'programs/pictures/terminal.cast',
    picture: 'docs/pictures/terminal.svg',
    draw: (text) => drawTerminal(parseCast(text)),
  },
];
