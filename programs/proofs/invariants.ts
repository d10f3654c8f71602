/**
 * The invariants of a certificate, whatever happened to its runs; each that is broken is told in words. Pure, and without
 * any code of the renewer: it reads the files as a user would.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Holdings } from './holdings.ts';

const COMPLETE = ['privkey.pem', 'cert.pem', 'chain.pem', 'fullchain.pem', 'bundle.pem', 'metadata.json'];

type Files = ReadonlyMap<string, string>;

/**
 * At any moment, also before the clean-up after a killed run: whatever is live is whole.
 * @param isFirst whether there was no certificate before, so that there need be none now.
 */
export function brokenAtAnyTime({ versions, live, imported, state }: Holdings, isFirst: boolean): string[] {
  const pointed = pointedVersion(live);
  const known = [...versions.values()].flatMap((files) => leafOf(files.get('cert.pem')) ?? []);
  const isKnown = (pem: string) => known.some((leaf) => leaf.serialNumber === leafOf(pem)?.serialNumber);
  return [
    ...(!isFirst && pointed === undefined ? ['the pointer is gone'] : []),
    ...(!isFirst && !live.has('bundle.pem') ? ['bundle.pem is gone'] : []),
    ...(!isFirst && imported.length === 0 ? ['the ARN is gone'] : []),
    ...(!isFirst && state?.certificate === undefined ? ['the state has lost its certificate'] : []),
    ...(pointed !== undefined ? brokenVersion(pointed, versions.get(pointed)) : []),
    ...(live.has('bundle.pem') && !isPair(live.get('bundle.pem')) ? ['bundle.pem is no matching pair'] : []),
    ...(imported.length > 1 ? [`${imported.length} ARNs`] : []),
    ...imported.flatMap(({ leafPem }) => (isKnown(leafPem) ? [] : ['ACM holds what no version has'])),
  ];
}

/** After an undisturbed run everything shows one and the same certificate, and nothing is left over. */
export function brokenAfterRecovery(holdings: Holdings): string[] {
  const { versions, live, imported, state, txtValues } = holdings;
  const pointed = pointedVersion(live) ?? '';
  const issued = [...versions].filter(([, files]) => files.has('cert.pem'));
  const leaf = leafOf(versions.get(pointed)?.get('cert.pem'));
  const isCurrent = (pem: string | undefined) => leafOf(pem)?.serialNumber === leaf?.serialNumber;
  const listed = (state?.txtRecords ?? []).map(({ value }) => value);
  const [installation] = Object.values(state?.installations ?? {});
  const claims = [
    [leaf !== undefined, 'no version is live'],
    [state?.certificate?.version === pointed, 'state and pointer name different versions'],
    [isCurrent(live.get('bundle.pem')), 'bundle.pem is of another version than the pointer'],
    [isCurrent(live.get('cert.pem')), 'live/cert.pem is of another version than the pointer'],
    [
      live.get('privkey.pem') === versions.get(pointed)?.get('privkey.pem'),
      'live/privkey.pem is another key',
    ],
    [imported.length === 1, `${imported.length} ARNs`],
    [isCurrent(imported[0]?.leafPem), 'ACM holds another certificate than the pointer'],
    [imported[0]?.tags === 2, 'the ARN lacks our tags'],
    [installation?.certificateArn === imported[0]?.certificateArn, 'the state names another ARN'],
    [installation?.serial === state?.certificate?.serial, 'the state says another serial is imported'],
    [state?.failure === undefined, `the recovery failed: ${state?.failure?.message}`],
    [state?.order === undefined, 'an order is still in the journal'],
    [state?.runUntil === undefined, 'the claim was not given up'],
    [txtValues.every((value) => listed.includes(value)), 'a TXT value that the state does not list'],
    [txtValues.length === 0, 'a TXT value was left'],
  ] as const;
  return [
    ...claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise])),
    ...issued.flatMap(([version, files]) => brokenVersion(version, files)),
  ];
}

function brokenVersion(version: string, files: Files | undefined): string[] {
  const missing = COMPLETE.filter((name) => !files?.has(name));
  if (missing.length > 0) return [`version ${version} lacks ${missing.join(', ')}`];
  const pairs = [
    `${files?.get('privkey.pem')}${files?.get('cert.pem')}`,
    files?.get('bundle.pem'),
    `${files?.get('privkey.pem')}${files?.get('fullchain.pem')}`,
  ];
  return pairs.every(isPair) ? [] : [`the files of version ${version} do not match`];
}

function pointedVersion(live: Files): string | undefined {
  const text = live.get('current.json');
  return text === undefined ? undefined : JSON.parse(text).version;
}

/** A PEM text with a private key and the certificate of that very key, its leaf first. */
function isPair(pem: string | undefined): boolean {
  const leaf = leafOf(pem);
  return leaf?.checkPrivateKey(createPrivateKey(pem ?? '')) ?? false;
}

function leafOf(pem: string | undefined): X509Certificate | undefined {
  const begin = pem?.indexOf('-----BEGIN CERTIFICATE-----') ?? -1;
  return begin < 0 ? undefined : new X509Certificate(pem?.slice(begin) ?? '');
}
