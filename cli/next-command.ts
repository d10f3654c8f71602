/** What the next command needs as well, to find the same renewer with the same credentials. Pure. */
import type { RenewerOptions } from './renewer/wiring.ts';
import { shellWord } from './shell-word.ts';

type Given = { [Name in keyof RenewerOptions]?: string | undefined };

/** As they were given, for a shell: ` --region eu-west-1 --profile 'my shop'`. */
export function optionsText({ renewer, region, profile }: Given): string {
  const given = [
    ['renewer', renewer],
    ['region', region],
    ['profile', profile],
  ] as const;
  return given.map(([name, value]) => (value === undefined ? '' : ` --${name} ${shellWord(value)}`)).join('');
}
