/** The commands to continue with, in their order: by `npx`, since only the app's own folder has the package. Pure. */
import { forElsewhere } from '../../functions/engine/command-words.ts';
import { domainOptions, shellWord } from '../shell-word.ts';
import type { Answers } from './answers.ts';
import { authorityOf, serverOption } from './authority.ts';

export const BOOTSTRAP = 'npx cdk bootstrap';

const EXTERNAL_ACCOUNT = 'external-account.json';
/** A person pastes into it what the CA gives. */
export const TYPE_EXTERNAL_ACCOUNT = `(umask 077 && cat > ${EXTERNAL_ACCOUNT})`;

type Standing = {
  /** The token is in Secrets Manager. */
  isStored: boolean;
  /** Doctor found nothing in the way. */
  isExamined: boolean;
  /** The name of the secret that an external account goes into. */
  externalAccountSecret: string;
  /** The file of the package that `npm pack` makes in a clone, which no registry has. @default - npm has the package */
  packed?: { clone: string; file: string } | undefined;
};

/** @param folder that was written. */
export function nextCommands(
  answers: Answers,
  folder: string | undefined,
  { isStored, isExamined, externalAccountSecret, packed }: Standing,
): string[] {
  const { domainNames, directoryUrl } = answers;
  const region = regionOption(answers);
  const file = packed && shellWord(`${packed.clone}/${packed.file}`);
  return [
    ...(packed ? [`(cd ${shellWord(packed.clone)} && npm ci && npm pack)`] : []),
    folder === undefined
      ? `npm i ${file ?? 'dnscale-certs'}`
      : `cd ${shellWord(folder)} && npm i${file === undefined ? '' : ` ${file}`}`,
    ...(isExamined
      ? []
      : [forElsewhere(`dnscale-certs doctor ${domainOptions(domainNames)}${serverOption(directoryUrl)}`)]),
    ...(isStored ? [] : [forElsewhere(`dnscale-certs token set${region}`)]),
    ...externalAccountCommands(answers, externalAccountSecret),
    BOOTSTRAP,
    'npx cdk deploy --import-existing-resources',
  ];
}

/** Where the renewer reads it: a stack that is there has a name of its own. */
function externalAccountCommands(answers: Answers, secretName: string): string[] {
  const { directoryUrl, isOwnStack } = answers;
  if (isOwnStack || !authorityOf(directoryUrl).wantsExternalAccount) return [];
  return [
    TYPE_EXTERNAL_ACCOUNT,
    `aws secretsmanager create-secret${regionOption(answers)} --secret-string file://${EXTERNAL_ACCOUNT} --name ${shellWord(secretName)}`,
    `rm ${EXTERNAL_ACCOUNT}`,
  ];
}

function regionOption({ regions: [region] }: Answers): string {
  return region === undefined ? '' : ` --region ${shellWord(region)}`;
}
