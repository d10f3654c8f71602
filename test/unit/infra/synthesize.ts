/** The real stack with the context of cdk.json and empty handlers, for tests of the template. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { onTestFinished, vi } from 'vitest';
import type { RenewerInput } from '../../../functions/engine/config/renewer-config.ts';
import { validateConfig } from '../../../functions/engine/config/validate.ts';
import { HANDLERS_CONTEXT } from '../../../infra/handlers-folder.ts';
import { RenewerStack } from '../../../infra/renewer-stack.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

// The first synth loads aws-cdk-lib, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const STACK_NAME = 'Certs';

export type StackOptions = {
  config?: Partial<RenewerInput>;
  /** @default none: account and region are known to CloudFormation only */
  env?: { account: string; region: string };
};

/** An app with the context of cdk.json, whose renewers find empty handlers. */
export function startApp(): App {
  const folder = mkdtempSync(join(tmpdir(), 'dnscale-certs-synth-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { context } = JSON.parse(readFileSync(join(REPOSITORY, 'cdk.json'), 'utf8'));
  const handlers = emptyHandlers(folder);
  return new App({
    context: { ...context, [HANDLERS_CONTEXT]: handlers },
    outdir: join(folder, 'cdk.out'),
  });
}

/** The app and its stack, not yet synthesized. */
export function buildStack({ config = {}, env }: StackOptions = {}) {
  const app = startApp();
  const stack = new RenewerStack(app, STACK_NAME, {
    config: validateConfig(aConfig(config), 'test.config.ts'),
    handlersFolder: app.node.getContext(HANDLERS_CONTEXT),
    ...(env && { env }),
  });
  return { app, stack };
}

const templates = new Map<string, Template>();

/** Once for the same options in a file, since it takes half a second: nobody may change a template. */
export function synthesize(options: StackOptions = {}): Template {
  const key = JSON.stringify(options);
  const template = templates.get(key) ?? Template.fromStack(buildStack(options).stack);
  templates.set(key, template);
  return template;
}

function aConfig(changes: Partial<RenewerInput>): RenewerInput {
  return {
    alertEmail: 'ops@example.com',
    termsOfServiceAgreed: true,
    certificates: { 'example.com': { domainNames: ['example.com', '*.example.com'] } },
    ...changes,
  };
}

/** A folder as `bundleHandlers` fills it, with nothing in the handlers. */
function emptyHandlers(folder: string): string {
  const handlers = join(folder, 'handlers');
  for (const name of ['plan', 'renew', 'declare', 'notify', 'probe']) {
    mkdirSync(join(handlers, name), { recursive: true });
    writeFileSync(join(handlers, name, 'index.mjs'), '');
  }
  return handlers;
}
