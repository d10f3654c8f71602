/** `dnscale-certs pull` that is killed or started twice: SIGKILL at the points where files and links get their names. */
import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runDnscaleCerts, startDnscaleCerts } from '../support/world/command-line.ts';
import { FIRST, SECOND, useServer } from './pull-world.ts';

const at = useServer();

describe('dnscale-certs pull, killed', () => {
  /** Kills the command with SIGKILL when it is about to give a file or a link this name. */
  function killedAt(name: string): NodeJS.ProcessEnv {
    const code = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { rename } = fs.promises;
      fs.promises.rename = async (from, to) => {
        if (to.endsWith(${JSON.stringify(name)})) process.kill(process.pid, 'SIGKILL');
        return rename(from, to);
      };
      syncBuiltinESMExports();`;
    return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
  }

  it.each(['privkey.pem', 'bundle.pem', 'hook-due', 'live/example.com'])(
    'before %s has its name: what was live stays, and the next pull does the rest',
    async (name) => {
      const first = await at.publish(FIRST);
      await at.pull();
      const second = await at.publish(SECOND);

      const killed = await runDnscaleCerts(at.args('--deploy-hook', at.hook()), {
        ...at.aws.environment,
        ...killedAt(name),
      });
      const [linkThen, keyThen, chainThen] = await Promise.all([
        at.link(),
        at.live('privkey.pem'),
        at.live('fullchain.pem'),
      ]);
      const next = await at.pull('--deploy-hook', at.hook());

      expect(killed).toEqual({ exitCode: null, stdout: '', stderr: '' });
      expect([linkThen, keyThen]).toEqual([`../archive/example.com/${FIRST}`, first.privateKeyPem]);
      expect(chainThen).toBe(first.leafPem + first.chainPems[0]);
      expect([next.exitCode, next.stderr]).toEqual([0, '']);
      expect([await at.link(), await at.live('privkey.pem')]).toEqual([
        `../archive/example.com/${SECOND}`,
        second.privateKeyPem,
      ]);
      expect(await at.told()).toEqual([at.line()]);
    },
  );

  it('in the hook: the next pull runs it again', async () => {
    await at.publish(FIRST);

    const killed = await at.pull('--deploy-hook', 'kill -9 $PPID');
    const next = await at.pull('--deploy-hook', at.hook());

    expect(killed.exitCode).not.toBe(0);
    expect(next.exitCode).toBe(0);
    expect(await at.told()).toEqual([at.line()]);
  });

  it('is not run twice at once', async () => {
    await at.publish(FIRST);
    const first = startDnscaleCerts(
      at.args('--deploy-hook', `touch '${at.out}.begun'; sleep 4; ${at.hook()}`),
      at.aws.environment,
    );
    await expect
      .poll(
        () =>
          stat(`${at.out}.begun`).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true);

    const second = await at.pull('--deploy-hook', at.hook());

    expect(second.stderr).toMatch(/^error: Another run works in \S+ \(process \d+\)\./);
    expect(second.exitCode).toBe(1);
    expect((await first.ended).exitCode).toBe(0);
    expect(await at.told()).toEqual([at.line()]);
  });
});
