/**
 * Takes over what another ACME client has issued: reads its folder, asks what the renewer and the CAs have, shows the plan, and with
 * `--yes` stores it. The client's folder is only read; nothing that the renewer has is replaced; no order is made.
 */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { ForeignFolder } from '../../functions/engine/ports/files.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { optionsText } from '../next-command.ts';
import { pageOf } from '../page.ts';
import type { Streams } from '../questions.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { shellWord } from '../shell-word.ts';
import { chooseAccounts } from './accounts.ts';
import { readAcmeSh } from './acme-sh.ts';
import { readCertbot } from './certbot.ts';
import type { Client, FoundFolder } from './found.ts';
import { readLego } from './lego.ts';
import { meantOf } from './meant.ts';
import { type Adoptable, type Authorities, sortFound } from './plan.ts';
import { definitionsOf } from './record-text.ts';
import { authoritiesOf, findRenewer } from './renewer.ts';
import { adoptJson, type Plan, plannedText, storedText } from './show.ts';
import { askAboutAccounts, askAboutCertificates } from './standing.ts';
import { storeAll } from './store.ts';
import { switchOffLines } from './switch-off.ts';
import { type AdoptWiring, wireAdopt } from './wiring.ts';

export type AdoptOptions = RenewerOptions & {
  from: Client;
  /** Names as the client has them. @default - all */
  only?: string[];
  /** Ids of accounts. @default - the one that has issued most */
  account?: string[];
  /** Whether the record is for a stack. @default - for renewer.config.ts */
  stack?: true;
  yes?: true;
  json?: true;
};

const READING_MS = 5 * 60_000;

/** @returns the exit code. @throws RenewerError for a folder that is none, and for what AWS refuses. */
export async function runAdopt(
  path: string,
  options: AdoptOptions,
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Pick<Streams, 'stdout' | 'stderr'>,
): Promise<number> {
  const wiring = wireAdopt(environment, options);
  const deadline = deadlineIn(READING_MS, clock, 'reading what is there');
  const folder = await wiring.openFolder(path);
  const renewer = await findRenewer(wiring.directory, options.renewer, deadline);
  const authorities = authoritiesOf(renewer);
  const found = await readFolder(folder, options, authorities);
  const plan = await planOf(found, { path, options, renewer, authorities, wiring }, deadline);
  if (options.yes) {
    await storeAll(plan, renewer, wiring, (name) => options.json || stderr.write(`stored ${name}\n`));
  }
  const document = adoptJson(plan, options.yes === true);
  const { region, profile } = options;
  const place = optionsText({ renewer: options.renewer, region, profile });
  const again = `dnscale-certs adopt --from ${options.from} ${shellWord(path)}${choiceText(options)}${place} --yes`;
  if (options.json) stdout.write(`${JSON.stringify(document)}\n`);
  else if (options.yes) stdout.write(storedText(document, again, options.stack === true, pageOf(stdout)));
  else stdout.write(plannedText(document, again, pageOf(stdout)));
  return plan.certificates.some(({ standing }) => standing !== 'other') ? 0 : 1;
}

function choiceText({ only = [], account = [], stack }: AdoptOptions): string {
  const words = [...only.map((one) => ['only', one]), ...account.map((one) => ['account', one])];
  return words.map(([name, one = '']) => ` --${name} ${shellWord(one)}`).join('') + (stack ? ' --stack' : '');
}

function readFolder(
  folder: ForeignFolder,
  { from }: AdoptOptions,
  { allowed }: Authorities,
): Promise<FoundFolder> {
  switch (from) {
    case 'certbot':
      return readCertbot(folder);
    case 'lego':
      return readLego(folder, allowed);
    case 'acme.sh':
      return readAcmeSh(folder);
  }
}

type Context = {
  path: string;
  options: AdoptOptions;
  renewer: RenewerDescriptor;
  authorities: Authorities;
  wiring: AdoptWiring;
};

async function planOf(
  found: FoundFolder,
  { path, options, renewer, authorities, wiring }: Context,
  deadline: Deadline,
): Promise<Plan> {
  const { certificates: meant, unread } = meantOf(found, { path, ...options });
  const { adoptable, refused } = sortFound(meant, authorities, clock.now());
  const certificates = await askAboutCertificates(adoptable, renewer, wiring, deadline);
  const taken = certificates.filter(({ standing }) => standing !== 'other');
  const { chosen, missing } = chooseAccounts(found.accounts, taken, options.account ?? []);
  const asked = await askAboutAccounts(chosen, renewer, wiring, deadline);
  const isAll = taken.length === found.certificates.length && found.unread.length === 0;
  return {
    client: options.from,
    folder: path,
    renewerName: renewer.renewerName,
    region: renewer.region,
    accounts: asked.accounts,
    missing: [...missing, ...asked.missing],
    certificates,
    refused: [...refused, ...unread.map(({ fault, ...one }) => ({ ...one, why: fault }))],
    tokens: found.tokens,
    definitions: definitionsOf(taken, authorities.byDefault),
    switchOff: taken.length === 0 ? [] : switchOff(taken, options.from, isAll, path),
    secretNameOf: (directoryUrl) => wiring.secretNameOf(renewer, directoryUrl),
  };
}

function switchOff(taken: readonly Adoptable[], client: Client, isAll: boolean, path: string): string[] {
  return switchOffLines(
    client,
    taken.map(({ found }) => found),
    isAll,
    path,
  );
}
