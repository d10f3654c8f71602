/** Puts the plan, or what was done, into the form for programs, and writes either form. */
import { listed, printable } from '../../functions/engine/errors.ts';
import { SCHEMA } from '../json-parts.ts';
import { type Page, wrapped } from '../page.ts';
import { shellWord } from '../shell-word.ts';
import type { MissingAccount } from './accounts.ts';
import type { AdoptJson } from './adopt-json.ts';
import type { Refused } from './plan.ts';
import { planText } from './plan-text.ts';
import { configurationText, constructsText } from './record-text.ts';
import type { KnownAccount, KnownAdoptable, Standing } from './standing.ts';
import { KEEP_ACCOUNT } from './switch-off.ts';

export type Plan = Pick<AdoptJson, 'client' | 'folder' | 'renewerName' | 'region' | 'tokens'> & {
  accounts: readonly KnownAccount[];
  missing: readonly MissingAccount[];
  certificates: readonly KnownAdoptable[];
  refused: readonly Refused[];
  definitions: AdoptJson['definitions'];
  switchOff: readonly string[];
  secretNameOf(directoryUrl: string): string;
};

export function adoptJson(plan: Plan, isStored: boolean): AdoptJson {
  const { client, folder, renewerName, region, tokens, definitions } = plan;
  const outcomeOf = (standing: Standing): Outcome =>
    standing === 'same' ? 'unchanged' : standing === 'other' ? 'kept' : isStored ? 'stored' : 'planned';
  return {
    schema: SCHEMA,
    client,
    folder,
    renewerName,
    region,
    accounts: [
      ...plan.accounts.map(({ certificateAuthority, account, standing, url, warning }) => ({
        certificateAuthority,
        outcome: outcomeOf(standing),
        secretName: plan.secretNameOf(certificateAuthority),
        id: account.id,
        url,
        ...(warning !== undefined && { why: warning }),
      })),
      ...plan.missing.map(({ certificateAuthority, why }) => ({
        certificateAuthority,
        outcome: 'none' as const,
        secretName: plan.secretNameOf(certificateAuthority),
        why,
      })),
    ],
    certificates: plan.certificates.map((one) => certificateJson(one, outcomeOf(one.standing))),
    refused: [...plan.refused],
    definitions,
    tokens,
    switchOff: [...plan.switchOff],
  };
}

type Outcome = AdoptJson['certificates'][number]['outcome'];

function certificateJson(
  { certificateName, found, certificate, notes }: KnownAdoptable,
  outcome: Outcome,
): AdoptJson['certificates'][number] {
  const { version, serial, domainNames, notAfter, keyAlgorithm, certificateAuthority, profile, standsIn } =
    certificate;
  return {
    certificateName,
    outcome,
    source: found.source,
    version,
    serial,
    domainNames,
    notAfter: notAfter.toISOString(),
    keyAlgorithm,
    certificateAuthority,
    ...(profile !== undefined && { profile }),
    ...(standsIn && { standsIn: true as const }),
    notes,
  };
}

/** The plan alone, with the command that carries it out. */
export function plannedText(document: AdoptJson, again: string, page: Page): string {
  const some = document.certificates.some(({ outcome }) => outcome !== 'kept');
  const end = some ? `Nothing was stored yet. Next:\n  ${again}\n` : 'There is nothing to take.\n';
  return `${planText(document, page)}\n${end}`;
}

/** What was done, and what a person does now. */
export function storedText(document: AdoptJson, again: string, stack: boolean, page: Page): string {
  const { definitions, switchOff } = document;
  const names = Object.keys(definitions);
  if (names.length === 0) return plannedText(document, again, page);
  const record = stack ? constructsText(definitions) : configurationText(definitions);
  const place = stack ? 'your stack' : 'renewer.config.ts';
  const said = (text: string) => `${wrapped(text, page.columns, '   ').trimStart()}\n`;
  const [first = ''] = names;
  return [
    planText(document, page),
    '\n',
    said(`1. Keep the old client from renewing ${listed(names, 3)}:`),
    // With the client's names in them.
    switchOff.map((line) => `     ${printable(line, 1_000)}\n`).join(''),
    said(`   ${KEEP_ACCOUNT}`).replace(/^/, '   '),
    '\n',
    said(`2. Declare in ${place} what was stored, under these names, and deploy. No order is made:`),
    '\n',
    record.replace(/^(?=.)/gm, '     '),
    '\n     npx cdk deploy --import-existing-resources\n\n',
    said(`3. See it installed:  dnscale-certs status ${shellWord(first)}`),
  ].join('');
}
