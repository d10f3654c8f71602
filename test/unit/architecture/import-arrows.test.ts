import { describe, expect, it } from 'vitest';
import { findForbiddenImports } from '../../support/architecture/arrows.ts';
import { readSources } from '../../support/architecture/import-walk.ts';

describe('findForbiddenImports', () => {
  it('finds none in the product', () => {
    const sources = [...readSources('functions/**/*.ts'), ...readSources('{infra,cli}/**/*.ts')];

    expect(findForbiddenImports(sources)).toEqual([]);
  });

  it.each([
    ['engine → adapter', 'functions/engine/a.ts', "import { b } from '../aws/b.ts';"],
    ['engine → adapter, for a type', 'functions/engine/a.ts', "import type { B } from '../aws/b.ts';"],
    ['engine → handler', 'functions/engine/a.ts', "import { b } from '../plan/environment.ts';"],
    ['engine → infra', 'functions/engine/dns/a.ts', "import { b } from '../../../infra/b.ts';"],
    ['engine → SDK', 'functions/engine/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['engine → the heavy zod', 'functions/engine/a.ts', "import * as z from 'zod';"],
    ['engine → file system', 'functions/engine/a.ts', "import fs from 'node:fs';"],
    ['adapter → adapter', 'functions/acme/a.ts', "import { b } from '../dnscale/http.ts';"],
    [
      'adapter → deciding engine',
      'functions/aws/a.ts',
      "import { b } from '../engine/renewal/decide-renewal.ts';",
    ],
    ['adapter → its caller', 'functions/aws/a.ts', "import { b } from '../renew/environment.ts';"],
    ["adapter → another party's SDK", 'functions/dnscale/a.ts', "import acme from 'acme-client';"],
    ['handler → adapter outside wiring.ts', 'functions/plan/handler.ts', "import { b } from '../aws/b.ts';"],
    ['handler → SDK', 'functions/plan/wiring.ts', "import { b } from '@aws-sdk/client-sqs';"],
    [
      "handler → another's environment.ts",
      'functions/plan/wiring.ts',
      "import { b } from '../renew/environment.ts';",
    ],
    ['handler → aws-cdk-lib', 'functions/plan/handler.ts', "import { Duration } from 'aws-cdk-lib';"],
    ['command → adapter outside wiring.ts', 'cli/show.ts', "import { b } from '../functions/aws/b.ts';"],
    ['infra → adapter', 'infra/a.ts', "import { b } from '../functions/aws/b.ts';"],
    ['infra → engine beyond config', 'infra/a.ts', "import { b } from '../functions/engine/ports/acme.ts';"],
    ['infra → handler', 'infra/a.ts', "import { b } from '../functions/plan/handler.ts';"],
    ['infra → SDK', 'infra/a.ts', "import { b } from '@aws-sdk/client-s3';"],
    ['product → test', 'functions/aws/a.ts', "import { b } from '../../test/support/b.ts';"],
    ['an unknown folder', 'functions/plumbing/a.ts', "import { b } from './b.ts';"],
    ['an unknown package', 'functions/aws/a.ts', "import b from 'left-pad';"],
    ['a package with a similar name', 'functions/dnscale/a.ts', "import b from 'undici-extras';"],
    ['shared names → anything else', 'functions/aws/table.ts', "import { b } from '../engine/errors.ts';"],
    ['a re-export', 'functions/engine/a.ts', "export { b } from '../aws/b.ts';"],
    ['a re-export of everything', 'functions/engine/a.ts', "export * from '../aws/b.ts';"],
    ['an import for its effect', 'functions/engine/a.ts', "import '../aws/b.ts';"],
    ['a dynamic import', 'functions/engine/a.ts', "const b = () => import('../aws/b.ts');"],
    ['an import in a type', 'functions/engine/a.ts', "type B = import('../aws/b.ts').B;"],
    ['a typeof import', 'functions/engine/a.ts', "type B = typeof import('../aws/b.ts');"],
    ['a target that is computed', 'functions/aws/a.ts', 'const b = (name: string) => import(name);'],
    ['a require', 'functions/engine/a.ts', "const b = require('../aws/b.ts');"],
  ])('finds %s', (_, path, text) => {
    expect(findForbiddenImports([{ path, text }])).toEqual([expect.stringContaining(`${path}:1 `)]);
  });

  it.each([
    ['functions/engine/dns/a.ts', "import { b } from '../errors.ts'; import * as z from 'zod/mini';"],
    ['functions/aws/a.ts', "import type { B } from '../engine/ports/acme.ts'; import { c } from './c.ts';"],
    ['functions/aws/a.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['functions/plan/wiring.ts', "import { b } from '../aws/b.ts'; import { c } from './environment.ts';"],
    ['functions/plan/handler.ts', "import { b } from '../engine/renewal/b.ts';"],
    [
      'infra/app.ts',
      "import { b } from '../functions/engine/config/b.ts'; import { App } from 'aws-cdk-lib';",
    ],
    ['infra/app.ts', "import { b } from '../functions/plan/environment.ts'; import 'aws-cdk-lib/aws-sqs';"],
    ['functions/engine/a.ts', "// import { b } from '../aws/b.ts';\nconst c = \"import '../aws/b.ts'\";"],
  ])('finds nothing in %s with %s', (path, text) => {
    expect(findForbiddenImports([{ path, text }])).toEqual([]);
  });

  it('names the place, the target and the rule', () => {
    const text = "import { a } from './a.ts';\nimport { b } from '../aws/b.ts';\n";

    expect(findForbiddenImports([{ path: 'functions/engine/c.ts', text }])).toEqual([
      'functions/engine/c.ts:2 imports functions/aws/b.ts: the engine may import the engine only',
    ]);
  });

  it('fails on a file that does not parse', () => {
    expect(() => findForbiddenImports([{ path: 'functions/aws/a.ts', text: 'import {' }])).toThrow(
      /does not parse/,
    );
  });
});

describe('readSources', () => {
  it('fails when nothing matches', () => {
    expect(() => readSources('no-such-folder/**/*.ts')).toThrow(/No file matches no-such-folder/);
  });
});
