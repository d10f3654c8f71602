/**
 * What programs read is published as docs/schemas/command/<command>.schema.json. `npx vitest run --project unit
 * test/unit/cli/json-schemas.test.ts -u` writes the files anew. Others build on them: a form gets new fields, and no more;
 * whatever else changes needs another number.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { COMMAND_DOCUMENTS } from '../../support/command-documents.ts';
import { allCommands } from '../../support/own-commands.ts';

const FOLDER = new URL('../../../docs/schemas/command/', import.meta.url);

describe('what commands write for programs', () => {
  it.each(Object.entries(COMMAND_DOCUMENTS))('%s --json is published as it is', async (name, document) => {
    // Readers pass over what they do not know: `input` leaves objects open.
    const schema = z.toJSONSchema(document, { io: 'input' });

    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
      new URL(`${name}.schema.json`, FOLDER).pathname,
    );
  });

  it('is published of every command that has --json, and of no other', () => {
    const withJson = allCommands().filter(({ command }) =>
      command.options.some(({ long }) => long === '--json'),
    );

    const names = withJson.map(({ words }) => words.join('-')).sort();

    expect(Object.keys(COMMAND_DOCUMENTS).sort()).toEqual(names);
    expect(readdirSync(FOLDER).sort()).toEqual(names.map((name) => `${name}.schema.json`));
  });

  it('has the number of its form first', () => {
    for (const document of Object.values(COMMAND_DOCUMENTS)) {
      const { anyOf, oneOf, properties = {} } = z.toJSONSchema(document, { io: 'input' });
      for (const one of anyOf ?? oneOf ?? [{ properties }]) {
        expect(Object.entries(one.properties ?? {})[0]).toEqual(['schema', { type: 'number', const: 1 }]);
      }
    }
  });
});
