/**
 * The screen of one certificate. Its first 24 lines say how it is, why, what to do, and at which step it stands; everything else
 * follows below. Foreign text was made printable where it was read. Times are in UTC.
 */
import { certificateDetails } from '../../functions/engine/renewal/certificate-details.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import { padded, widthOf, wrapped } from '../page.ts';
import { signOf } from './cells.ts';
import { chainLines, isShortened } from './chain-text.ts';
import { type Fact, firstFacts, otherFacts } from './facts-text.ts';
import { doText, headline, nextText, thenCommand, whyText } from './headline.ts';
import { runLines } from './run-words.ts';
import type { RenewerStatus } from './status-text.ts';
import type { View } from './view.ts';

/** Of a first screen: a message that is longer stands below in full. */
const MOST_LINES = 3;

const INDENT = '  ';

/** @param found the renewers that have it: of several each has a head, and the next commands name it. */
export function detailText(found: readonly RenewerStatus[], view: View): string {
  const isOne = found.length === 1;
  return found
    .map((one) => {
      const { renewerName, region } = one.renewer;
      const options = `${isOne ? '' : ` --renewer ${renewerName}`}${view.options ?? ''}`;
      const head = isOne ? '' : `${view.paint('bold', renewerName)}, ${region}\n\n`;
      return one.statuses
        .map((status) => head + certificateText(status, one, { ...view, options }))
        .join('\n');
    })
    .join('\n');
}

function certificateText(status: CertificateStatus, one: RenewerStatus, view: View): string {
  const { now, paint } = view;
  const details = certificateDetails(status.known, now);
  const { text, style } = signOf(status);
  const words = wrapped(headline(status, now), view.width.columns, '  ').trimStart();
  const head = `${style ? paint(style, text) : text} ${paint('bold', words)}`;
  const bundleUrl = one.bundleUrlOf?.(status.certificateName) ?? '';
  const chain = chainLines(details.steps, view, false);
  const runs = runLines(status.known.state?.history, now);
  const sections = [
    [head],
    actLines(status, view),
    factLines(firstFacts(status, details, bundleUrl, view.now), view),
    chain,
    factLines(otherFacts(status, details, one, now), view),
    ...(isShortened(details.steps) ? [chainLines(details.steps, view, true)] : []),
    fullLines(status, view),
    runs.map((line, index) => fitted(`${INDENT}${index === 0 ? 'Runs' : '    '}  ${line}`, view)),
    [paint('dim', 'Times are in UTC.')],
  ];
  return `${sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Why, what to do, and what comes by itself. */
function actLines(status: CertificateStatus, view: View): string[] {
  const { now, options = '' } = view;
  const clipped = (text: string | undefined) => text && shortened(text, view);
  const command = thenCommand(status, options);
  const todo = clipped(doText(status, options));
  return factLines(
    [
      ['Why', [clipped(whyText(status))]],
      ['Do', [todo, command && { command: `Then:  ${command}` }]],
      ['Next', [nextText(status, now)]],
    ],
    view,
  );
}

/** The whole message, where the first screen has only its begin. */
function fullLines(status: CertificateStatus, view: View): string[] {
  const { error } = status;
  if (!error) return [];
  const texts = [whyText(status), doText(status, view.options)].filter((text) => text !== undefined);
  const isCut = texts.some((text) => shortened(text, view) !== text);
  return isCut ? factLines([['Error', [`${error.code}: ${error.message}`]]], view) : [];
}

const LABEL_WIDTH = 'Account'.length;

function shortened(text: string, { width }: View): string {
  const lines = wrapped(text, width.columns - LABEL_WIDTH - 4, '').split('\n');
  if (lines.length <= MOST_LINES) return text;
  return `${lines.slice(0, MOST_LINES).join(' ').slice(0, -1)}…`;
}

/** Its blanks go where it is too wide. */
function fitted(line: string, { width }: View): string {
  if (widthOf(line) <= width.columns) return line;
  return wrapped(line.trimStart(), width.columns, '        ').replace(/^ {8}(Runs )?/, (_, word) =>
    word ? `${INDENT}Runs  ` : '        ',
  );
}

/** Each block as narrow as its own words. */
function factLines(facts: readonly Fact[], { width, paint }: View): string[] {
  const shown = facts
    .map(([label, lines]) => ({ label, lines: lines.filter((line) => line !== undefined && line !== '') }))
    .filter(({ lines }) => lines.length > 0);
  const labels = Math.max(0, ...shown.map(({ label }) => widthOf(label)));
  const indent = ' '.repeat(INDENT.length + labels + 2);
  return shown.flatMap(({ label, lines }) =>
    lines
      .flatMap((line = '') =>
        typeof line === 'string' ? wrapped(line, width.columns, indent).split('\n') : indent + line.command,
      )
      .map((line, index) =>
        index === 0 ? `${INDENT}${paint('dim', padded(label, labels))}  ${line.trimStart()}` : line,
      ),
  );
}
