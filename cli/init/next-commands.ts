/** The commands to continue with, in their order: by `npx`, since only the app's own folder has the package. Pure. */
import { forElsewhere } from '../../functions/engine/command-words.ts';
import { domainOptions, shellWord } from '../shell-word.ts';
import type { Answers } from './answers.ts';

export const BOOTSTRAP = 'npx cdk bootstrap';

type Standing = {
  /** The token is in Secrets Manager. */
  isStored: boolean;
  /** Doctor found nothing in the way. */
  isExamined: boolean;
  /** The file of the package that `npm pack` makes in a clone, which no registry has. @default - npm has the package */
  packed?: { clone: string; file: string } | undefined;
};

/** @param folder that was written. */
export function nextCommands(
  { domainNames, regions: [region] }: Answers,
  folder: string | undefined,
  { isStored, isExamined, packed }: Standing,
): string[] {
  const file = packed && shellWord(`${packed.clone}/${packed.file}`);
  return [
    ...(packed ? [`(cd ${shellWord(packed.clone)} && npm ci && npm pack)`] : []),
    folder === undefined
      ? `npm i ${file ?? 'dnscale-certs'}`
      : `cd ${shellWord(folder)} && npm i${file === undefined ? '' : ` ${file}`}`,
    ...(isExamined ? [] : [forElsewhere(`dnscale-certs doctor ${domainOptions(domainNames)}`)]),
    ...(isStored
      ? []
      : [
          forElsewhere(
            `dnscale-certs token set${region === undefined ? '' : ` --region ${shellWord(region)}`}`,
          ),
        ]),
    BOOTSTRAP,
    'npx cdk deploy --import-existing-resources',
  ];
}
