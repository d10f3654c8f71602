/** The bundles as Lambda gets them: built, loaded by Node in a process of its own, and compared. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleHandlers, type HandlerBundles } from '../../../infra/bundle-handlers.ts';
import { HANDLER_ENVIRONMENT } from '../../support/handler-environment.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

let folder: string;
let bundles: HandlerBundles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dnscale-certs-bundles-'));
  bundles = await bundleHandlers(join(folder, 'first'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('bundleHandlers', () => {
  it.each([
    ['plan', ['handler']],
    ['renew', ['handler']],
    ['declare', ['isComplete', 'onEvent']],
    ['notify', ['handler']],
    ['probe', ['handler']],
  ] as const)('makes one module of %s, which Node loads with nothing beside it', async (name, exported) => {
    const module = join(bundles[name].directory, 'index.mjs');
    const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(module)})).sort()))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      env: HANDLER_ENVIRONMENT,
    });

    expect(JSON.parse(stdout)).toEqual(exported);
  });

  // It copies and bundles everything once more: seconds, but half a minute where others have the processors.
  it('makes the same bytes of the same sources in another clone, and tells their SHA-256', {
    timeout: 120_000,
  }, async () => {
    const clone = join(folder, 'elsewhere', 'clone');
    for (const part of ['functions', 'infra', 'package.json', 'tsconfig.json']) {
      await cp(join(REPOSITORY, part), join(clone, part), { recursive: true });
    }
    await symlink(join(REPOSITORY, 'node_modules'), join(clone, 'node_modules'));
    const module = JSON.stringify(join(clone, 'infra/bundle-handlers.ts'));
    const script = `const { bundleHandlers } = await import(${module}); console.log(JSON.stringify(await bundleHandlers('out')))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: clone,
      maxBuffer: 64 * 1024 * 1024,
    });
    const again = JSON.parse(stdout) as HandlerBundles;

    for (const name of ['plan', 'renew', 'declare', 'notify', 'probe'] as const) {
      expect(again[name].sha256).toBe(await hashOf(bundles, name));
      expect(bundles[name].sha256).toBe(again[name].sha256);
    }
  });

  it.each(['plan', 'renew', 'declare', 'notify', 'probe'] as const)(
    'tells every file that is in %s, and no other handler’s',
    (name) => {
      const { inputs, outputs } = bundles[name].metafile;
      const contained = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
      const handlers = Object.keys(inputs).filter((path) => /^functions\/\w+\/handler\.ts$/.test(path));

      expect(contained.length).toBeGreaterThan(10);
      expect(contained.filter((path) => !(path in inputs))).toEqual([]);
      expect(handlers).toEqual([`functions/${name}/handler.ts`]);
    },
  );

  it.each(['plan', 'renew', 'declare', 'notify', 'probe'] as const)(
    'leaves the public suffix list out of %s',
    (name) => {
      const inputs = Object.keys(bundles[name].metafile.inputs);

      expect(inputs.length).toBeGreaterThan(10);
      expect(inputs.filter((path) => /tldts|certifiable-names/.test(path))).toEqual([]);
    },
  );

  it.each(['plan', 'renew', 'declare', 'notify', 'probe'] as const)(
    'has nothing in %s of what only the command needs',
    (name) => {
      const [output] = Object.values(bundles[name].metafile.outputs);
      const inputs = Object.entries(output?.inputs ?? {}).filter(
        ([, { bytesInOutput }]) => bytesInOutput > 0,
      );

      expect(inputs.length).toBeGreaterThan(10);
      expect(inputs.filter(([path]) => /client-ssm|certificate-overview/.test(path))).toEqual([]);
    },
  );

  it.each(['plan', 'renew', 'declare', 'notify', 'probe'] as const)(
    'has in %s no more of the package.json of an SDK than its version',
    (name) => {
      const [output] = Object.values(bundles[name].metafile.outputs);
      const sizes = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
        path.endsWith('/package.json') ? [bytesInOutput] : [],
      );

      expect(sizes.length).toBeGreaterThan(1);
      expect(Math.max(...sizes)).toBeLessThan(60);
    },
  );

  it.each(['plan', 'declare'] as const)("has in %s no code that reads the token's value", (name) => {
    const [output] = Object.values(bundles[name].metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const paths = inputs.map(([path]) => path);

    expect(paths).toContain('functions/aws/token-version.ts');
    expect(paths.filter((path) => /token-source|token-value|unreadable-secret/.test(path))).toEqual([]);
  });

  it('has in notify no code that reads a secret, a key or the bucket', () => {
    const [output] = Object.values(bundles.notify.metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const paths = inputs.map(([path]) => path);

    expect(paths).toContain('functions/aws/told-memory.ts');
    expect(
      paths.filter((path) => /client-(s3|secrets-manager|sqs|acm)|acme-client|undici/.test(path)),
    ).toEqual([]);
  });

  it('has in probe no code that reads a secret, a key or the bucket', () => {
    const [output] = Object.values(bundles.probe.metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const paths = inputs.map(([path]) => path);

    expect(paths).toContain('functions/tls/prober.ts');
    expect(paths.filter((path) => /client-(s3|secrets-manager|sqs)|acme-client|undici/.test(path))).toEqual(
      [],
    );
  });

  it('keeps plan small, which starts cold at most ticks', async () => {
    const { length } = await readFile(join(bundles.plan.directory, 'index.mjs'));

    expect(length).toBeLessThanOrEqual(450_000);
  });

  it('says in the metafile what the bytes are made of', () => {
    const [output] = Object.values(bundles.plan.metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const paths = inputs.map(([path]) => path);

    expect(paths).toContain('functions/plan/handler.ts');
    expect(paths.filter((path) => /acme-client|undici|client-s3|client-acm/.test(path))).toEqual([]);
  });
});

async function hashOf(from: HandlerBundles, name: keyof HandlerBundles): Promise<string> {
  const code = await readFile(join(from[name].directory, 'index.mjs'));
  return createHash('sha256').update(code).digest('hex');
}
