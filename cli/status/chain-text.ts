/** The chain of steps as lines: how each stands, when it was seen, and what was seen. Times are in UTC. */
import { shortInstant } from '../../functions/engine/notify/time-words.ts';
import type { ChainStep } from '../../functions/engine/renewal/chain-step.ts';
import { padded, widthOf, wrapped } from '../page.ts';
import type { Cell } from './columns.ts';
import { errorWords } from './error-words.ts';
import { manySteps, stepLabel } from './step-words.ts';
import type { View } from './view.ts';

const SIGNS: Record<ChainStep['is'], Cell> = {
  done: { text: '✓', style: 'green' },
  running: { text: '…', style: 'yellow' },
  open: { text: '·', style: 'dim' },
  warning: { text: '!', style: 'yellow' },
  failed: { text: '✗', style: 'red' },
};

/** Of the names, targets or places: more of one kind in the same standing are counted. */
const MOST_SHOWN = 3;
const LONGEST_LABEL = 32;
const WHEN_WIDTH = '27 Nov 03:15'.length;

/** Of the sign, with the blanks around it. */
const SIGN_WIDTH = 4;

/** What was seen needs so many columns, to be read. */
const LEAST_WIDTH = 24;

/** @param isWhole each name, target and place has its line. */
export function chainLines(steps: readonly ChainStep[], view: View, isWhole: boolean): string[] {
  const lines = isWhole ? steps.map(lineOf) : groupsOf(steps).flatMap(shownOf);
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(...lines.map(({ label }) => widthOf(label))));
  return lines.flatMap((line) => shownLines(line, labelWidth, view));
}

/** Where there is no room beside them, what was seen stands below the label. */
function shownLines({ step, label, saw }: Line, labelWidth: number, { now, width, paint }: View): string[] {
  const { text, style } = SIGNS[step.is];
  const sign = style ? paint(style, text) : text;
  const loud = (words: string) => (step.is === 'failed' ? paint('bold', words) : words);
  const begin = `${padded(label, labelWidth)}  ${padded(step.at ? shortInstant(step.at, now) : '', WHEN_WIDTH)}  `;
  const indent = ' '.repeat(SIGN_WIDTH + widthOf(begin));
  if (widthOf(indent) + LEAST_WIDTH > width.columns) {
    const below = wrapped(saw, width.columns, ' '.repeat(SIGN_WIDTH + 2)).split('\n');
    return [`  ${sign} ${loud(label)}`, ...below];
  }
  const [first = '', ...more] = wrapped(saw, width.columns, indent).split('\n');
  return [`  ${sign} ${loud((begin + first.trimStart()).trimEnd())}`, ...more];
}

/** Whether `chainLines` counts some instead of showing them. */
export function isShortened(steps: readonly ChainStep[]): boolean {
  return groupsOf(steps).some(({ length }) => length > MOST_SHOWN);
}

type Line = { step: ChainStep; label: string; saw: string };

function lineOf(step: ChainStep): Line {
  return { step, label: stepLabel(step), saw: step.code === undefined ? step.saw : errorWords(step.code) };
}

function groupsOf(steps: readonly ChainStep[]): ChainStep[][] {
  return [...Map.groupBy(steps, (one) => `${one.step} ${one.is}`).values()];
}

function shownOf(group: readonly ChainStep[]): Line[] {
  if (group.length <= MOST_SHOWN) return group.map(lineOf);
  const [first] = group;
  if (!first) return [];
  return [{ ...lineOf(first), label: manySteps(group.length, first.step) }];
}
