/** Where a text is shown, and when: how wide it may be, whether it is painted, and what the commands in it need. */
import { type Paint, pageOf } from '../page.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import type { Width } from './columns.ts';

export type View = {
  now: Date;
  width: Width;
  paint: Paint;
  /** What the next command needs as well, to find the same renewer: ` --region eu-west-1`. @default - nothing */
  options?: string | undefined;
};

export function viewOn(stdout: NodeJS.WriteStream, now: Date, options: string): View {
  const { paint, ...width } = pageOf(stdout);
  return { now, width, paint, options };
}

type Given = { [Name in keyof RenewerOptions]?: string | undefined };

/** As they were given, for a shell. */
export function optionsText({ renewer, region, profile }: Given): string {
  const given = [
    ['renewer', renewer],
    ['region', region],
    ['profile', profile],
  ] as const;
  return given.map(([name, value]) => (value === undefined ? '' : ` --${name} ${value}`)).join('');
}
