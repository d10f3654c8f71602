/** What `init` reaches beyond its own folder: doctor's examination, `token set`, the clone that it runs from. Makes no connection. */
import { fileURLToPath } from 'node:url';
import { externalAccountSecretName } from '../../functions/aws/secret-names.ts';
import type { InitActs } from './acts.ts';
import { examineNames } from './examine-names.ts';
import { STACK_NAME } from './project.ts';
import { storeToken } from './token.ts';

export function wireInit(environment: NodeJS.ProcessEnv): InitActs {
  return {
    examine: examineNames,
    store: storeToken(environment),
    externalAccountSecret: (directoryUrl) => externalAccountSecretName(STACK_NAME, directoryUrl),
    clone: cloneFolder(),
  };
}

/** The package has a bundle in place of these sources. */
function cloneFolder(): string | undefined {
  if (!import.meta.url.endsWith('.ts')) return undefined;
  return fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
}
