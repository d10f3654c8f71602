/**
 * `npm run proof:adopt [-- --clients certbot,lego-4,lego-5]`: what `adopt` takes from folders that the real clients have just made with
 * Pebble, and whether certbot renews no more after the line that is printed. Ends with 1 unless all of it is taken. lego 4 has to be on
 * PATH (Debian: apt install lego), lego 5 is built with the Go on PATH. What happens to it in AWS: test/integration/adopt.test.ts.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseAccounts } from '../../cli/adopt/accounts.ts';
import { readCertbot } from '../../cli/adopt/certbot.ts';
import type { FoundFolder } from '../../cli/adopt/found.ts';
import { readLego } from '../../cli/adopt/lego.ts';
import { sortFound } from '../../cli/adopt/plan.ts';
import { switchOffLines } from '../../cli/adopt/switch-off.ts';
import { createAcmeServer } from '../../functions/acme/acme-server.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { openForeignFolder } from '../../functions/files/foreign-folder.ts';
import { runCommand } from '../../test/support/setup/run-command.ts';
import { type EngineWorld, startEngineWorld } from '../../test/support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import {
  type ClientRun,
  certbot,
  ISSUED,
  issueWith,
  prepare,
  REAL_CLIENTS,
  type RealClient,
} from './adopt-clients.ts';

const NINETY_DAYS_S = 90 * 24 * 60 * 60;
const ASKING_MS = 30_000;

const { values } = parseArgs({ options: { clients: { type: 'string', default: REAL_CLIENTS.join() } } });
const clients = REAL_CLIENTS.filter((one) => values.clients.split(',').includes(one));
// It gives any of its profiles to who names none.
const world = await startEngineWorld({ pebble: { shortLivedSeconds: NINETY_DAYS_S } });
const folder = await makeTemporaryFolder('proof-adopt');
const { hook, server } = await prepare(world, folder);
const progress = (line: string) => void process.stderr.write(`${line}\n`);
let broken = 0;
try {
  for (const client of clients) {
    const own = join(folder, client);
    await mkdir(own);
    await runCommand('cp', [join(folder, 'dnscale.ini'), own], { timeoutMs: 10_000 });
    const faults = await prove(client, { world, folder: own, hook, progress });
    broken += faults.length;
    const seen = faults.length === 0 ? 'two certificates and their account are taken' : faults.join('; ');
    process.stdout.write(`${client.padEnd(8)}  ${seen}\n`);
  }
} finally {
  server.close();
  await world.stop();
  await removeFolder(folder);
}
process.exitCode = broken > 0 ? 1 : 0;

async function prove(client: RealClient, run: ClientRun): Promise<string[]> {
  const path = await issueWith(client, run);
  const { directoryUrl } = run.world.pebble;
  const opened = await openForeignFolder(path);
  const found = client === 'certbot' ? await readCertbot(opened) : await readLego(opened, [directoryUrl]);
  const taken = await faultsIn(found, run.world);
  return client === 'certbot' ? [...taken, ...(await faultsOfSwitchOff(found, path, run))] : taken;
}

async function faultsIn({ certificates, accounts, unread }: FoundFolder, { pebble }: EngineWorld) {
  const { directoryUrl } = pebble;
  const authorities = { byDefault: directoryUrl, allowed: [directoryUrl] };
  const { adoptable, refused } = sortFound(certificates, authorities, clock.now());
  const names = adoptable.map(({ certificate }) => certificate.domainNames.toSorted().join()).sort();
  const wanted = ISSUED.map((one) => one.toSorted().join()).sort();
  const { chosen, missing } = chooseAccounts(accounts, adoptable, []);
  const known = await Promise.all(
    chosen.map(async ({ account, keyPem }) => {
      const acme = createAcmeServer({
        directoryUrl,
        trustedCaPem: pebble.caCertificatePem,
        loadAccountKey: async () => keyPem,
        termsOfServiceAgreed: true,
        clock,
      });
      const url = await acme.findAccount(deadlineIn(ASKING_MS, clock));
      return url === account.url
        ? []
        : [`the CA knows the account as ${url}, and the folder as ${account.url}`];
    }),
  );
  return [
    ...(names.join(' ') === wanted.join(' ') ? [] : [`it took ${names.join(' ') || 'nothing'}`]),
    ...refused.map(({ name, why }) => `${name}: ${why}`),
    ...unread.map(({ name, fault }) => `${name}: ${fault}`),
    ...(chosen.length === 1 ? [] : [`${chosen.length} accounts`]),
    ...missing.map(({ why }) => why),
    ...known.flat(),
  ];
}

/** The CA wants both replaced at once: certbot renews the one that stays with it, and not the one that moved. */
async function faultsOfSwitchOff({ certificates }: FoundFolder, path: string, run: ClientRun) {
  const [moved, stays] = certificates;
  if (!moved || !stays) return ['certbot has no two certificates'];
  for (const one of [moved, stays]) {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const window = { suggestedWindow: { start: at(-20), end: at(-10) } };
    await run.world.pebble.setRenewalInfo(one.certificatePem, JSON.stringify(window));
  }
  for (const line of switchOffLines('certbot', [moved], false, path)) {
    await runCommand('sh', ['-c', line.replace(/^sudo /, '')], { timeoutMs: 10_000 });
  }
  await certbot(run, ['renew', '--no-random-sleep-on-renew']);
  const after = (await readCertbot(await openForeignFolder(path))).certificates;
  const isRenewed = (name: string, before: string) =>
    after.find((one) => one.name === name)?.certificatePem !== before;
  return [
    ...(isRenewed(moved.name, moved.certificatePem) ? ['certbot has renewed what had moved'] : []),
    ...(isRenewed(stays.name, stays.certificatePem)
      ? []
      : ['certbot has renewed nothing: the line did too much']),
  ];
}
