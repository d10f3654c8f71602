/** Where a text is shown, and when: how wide it may be, whether it is painted, and what the commands in it need. */
import { type Paint, paintFor } from '../doctor/findings-text.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import type { Width } from './columns.ts';

export type View = {
  now: Date;
  width: Width;
  paint: Paint;
  /** What the next command needs as well, to find the same renewer: ` --region eu-west-1`. @default - nothing */
  options?: string | undefined;
};

/** Of what is no terminal. */
const USUAL_WIDTH = 80;

export function viewOn(stdout: NodeJS.WriteStream, now: Date, options: string): View {
  const width = { columns: stdout.columns || USUAL_WIDTH, cutsNames: stdout.isTTY === true };
  return { now, width, paint: paintFor(stdout), options };
}

/** As they were given, for a shell. */
export function optionsText({ renewer, region, profile }: RenewerOptions): string {
  const given = [
    ['renewer', renewer],
    ['region', region],
    ['profile', profile],
  ] as const;
  return given.map(([name, value]) => (value === undefined ? '' : ` --${name} ${value}`)).join('');
}
