import { describe, expect, it } from 'vitest';
import { readSources } from '../../support/architecture/import-walk.ts';
import { findImpureUses, type ImpureUse } from '../../support/architecture/purity.ts';

/** The engine's files that wait, on ports only. Everything else in the engine decides, and is pure. */
const ORCHESTRATING = [
  'functions/engine/attempt.ts',
  'functions/engine/share-call.ts',
  'functions/engine/deadline.ts',
  'functions/engine/declare/await-certificate.ts',
  'functions/engine/declare/declare-certificate.ts',
  'functions/engine/dns/challenge-target-cname.ts',
  'functions/engine/dns/challenge-target.ts',
  'functions/engine/dns/dns01-solver.ts',
  'functions/engine/dns/enclosing-zone.ts',
  'functions/engine/dns/find-delegation.ts',
  'functions/engine/dns/find-targets.ts',
  'functions/engine/dns/gone-from-dns.ts',
  'functions/engine/dns/judge-leftovers.ts',
  'functions/engine/dns/propagation-closed-port.ts',
  'functions/engine/dns/propagation-lead.ts',
  'functions/engine/dns/propagation-polling.ts',
  'functions/engine/dns/propagation-progress.ts',
  'functions/engine/dns/propagation-questions.ts',
  'functions/engine/dns/propagation.ts',
  'functions/engine/dns/sweep.ts',
  'functions/engine/dns/wildcard-host.ts',
  'functions/engine/install/find-replaced.ts',
  'functions/engine/install/install-certificate.ts',
  'functions/engine/install/install-secret.ts',
  'functions/engine/install/release-secret.ts',
  'functions/engine/install/release-targets.ts',
  'functions/engine/install/tag-installed.ts',
  'functions/engine/install/take-over.ts',
  'functions/engine/issuance/archived-key.ts',
  'functions/engine/issuance/begin-order.ts',
  'functions/engine/issuance/challenges.ts',
  'functions/engine/issuance/count-order.ts',
  'functions/engine/issuance/final-authorizations.ts',
  'functions/engine/issuance/finalize-order.ts',
  'functions/engine/issuance/invalid-order.ts',
  'functions/engine/issuance/issue-certificate.ts',
  'functions/engine/issuance/missing-names.ts',
  'functions/engine/issuance/note-account.ts',
  'functions/engine/issuance/poll-order.ts',
  'functions/engine/issuance/preferred-chain.ts',
  'functions/engine/issuance/reinstall-version.ts',
  'functions/engine/issuance/resume-order.ts',
  'functions/engine/issuance/store-certificate.ts',
  'functions/engine/issuance/validate-order.ts',
  'functions/engine/preflight/ask-caa.ts',
  'functions/engine/preflight/check-authority.ts',
  'functions/engine/preflight/check-caa.ts',
  'functions/engine/preflight/check-delegation.ts',
  'functions/engine/preflight/check-dnssec.ts',
  'functions/engine/preflight/check-targets.ts',
  'functions/engine/preflight/examine-caa.ts',
  'functions/engine/preflight/examine-delegation.ts',
  'functions/engine/preflight/examine-dnssec.ts',
  'functions/engine/preflight/examine-name-servers.ts',
  'functions/engine/preflight/examine-token.ts',
  'functions/engine/preflight/examine.ts',
  'functions/engine/preflight/findings.ts',
  'functions/engine/preflight/preflight.ts',
  'functions/engine/probe/probe-certificates.ts',
  'functions/engine/probe/read-uses.ts',
  'functions/engine/readiness/check-account.ts',
  'functions/engine/readiness/check-arns.ts',
  'functions/engine/readiness/prove-readiness.ts',
  'functions/engine/revocation/find-revoked.ts',
  'functions/engine/revocation/revoke-certificates.ts',
  'functions/engine/run/announce.ts',
  'functions/engine/run/ask-renewal-info.ts',
  'functions/engine/run/clean-up.ts',
  'functions/engine/declare/declare-certificate.ts',
  'functions/engine/run/gather.ts',
  'functions/engine/run/plan-checks.ts',
  'functions/engine/token/try-token.ts',
  'functions/engine/notify/send-test.ts',
  'functions/engine/notify/tell-people.ts',
  'functions/engine/run/release.ts',
  'functions/engine/run/renew-certificate.ts',
  'functions/engine/run/renewal-readiness.ts',
  'functions/engine/run/report.ts',
  'functions/engine/run/run-revocations.ts',
];

/** Where the machine's clock and timers are wrapped for the engine. */
const CLOCK = ['functions/engine/deadline.ts'];

describe('the engine', () => {
  const engine = readSources('functions/engine/**/*.ts');

  it('waits nowhere but in the files that orchestrate', () => {
    const pure = engine.filter(({ path }) => !ORCHESTRATING.includes(path));

    expect(describeUses(pure, ['waits'])).toEqual([]);
  });

  it('takes time, sleep and randomness as arguments', () => {
    const clockless = engine.filter(({ path }) => !CLOCK.includes(path));

    expect(describeUses(clockless, ['clock', 'timer', 'random'])).toEqual([]);
  });

  it('has every orchestrating file that is listed here', () => {
    const paths = engine.map(({ path }) => path);

    expect(ORCHESTRATING.filter((path) => !paths.includes(path))).toEqual([]);
  });
});

describe('the deployed functions', () => {
  it('read the environment in environment.ts only', () => {
    const others = readSources('functions/**/*.ts').filter(({ path }) => !path.endsWith('/environment.ts'));

    expect(describeUses(others, ['environment'])).toEqual([]);
  });
});

describe('the folders', () => {
  it('say what is in them: none is called utils, helpers, common or lib', () => {
    const sources = readSources('{functions,infra,cli,programs,test}/**/*.{ts,mjs}');
    const vague = sources.filter(({ path }) => /(^|\/)(utils|helpers|common|lib)\//.test(path));

    expect(vague.map(({ path }) => path)).toEqual([]);
  });
});

describe('findImpureUses', () => {
  it.each<[ImpureUse['kind'], string]>([
    ['waits', 'export const a = await b;'],
    ['waits', 'export async function a() {}'],
    ['waits', 'export const a = async () => 1;'],
    ['waits', 'export const a = { async b() {} };'],
    ['waits', 'for await (const a of b) c(a);'],
    ['clock', 'export const a = Date.now();'],
    ['clock', "export const a = Date['now']();"],
    ['clock', 'export const a = () => new Date();'],
    ['clock', 'export const a = performance.now();'],
    ['timer', 'setTimeout(a, 1);'],
    ['timer', 'export const a = setInterval;'],
    ['random', 'export const a = Math.random();'],
    ['random', 'export const a = crypto.randomUUID();'],
    ['random', 'export const a = randomBytes(8);'],
    ['environment', 'export const a = process.env.HOME;'],
    ['environment', "export const a = process['env'];"],
    ['environment', 'export const { env } = process;'],
    ['environment', 'export const a = globalThis.process.env;'],
    ['environment', "import { env } from 'node:process';"],
  ])('finds what %s in: %s', (kind, text) => {
    expect(findImpureUses({ path: 'a.ts', text })).toContainEqual({
      kind,
      line: 1,
      text: expect.any(String),
    });
  });

  it.each([
    'export const a = new Date(0);',
    'export const a = (now: Date) => now.getTime();',
    'export type A = { sleep(ms: number): Promise<void> };',
    'export const a = clock.now();',
    '// await Date.now() process.env\nexport const a = "setTimeout";',
  ])('finds nothing in: %s', (text) => {
    expect(findImpureUses({ path: 'a.ts', text })).toEqual([]);
  });
});

function describeUses(sources: ReturnType<typeof readSources>, kinds: ImpureUse['kind'][]): string[] {
  return sources.flatMap((source) =>
    findImpureUses(source)
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, line, text }) => `${source.path}:${line} ${kind}: ${text}`),
  );
}
