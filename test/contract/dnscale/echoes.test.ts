/**
 * A server, or what stands before it, that repeats the token in any header and any member of its answers, spelled in any way:
 * neither errors nor values show it.
 */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { spelled, undone } from '../../support/spellings.ts';
import { aDeadline, anAdapter, aServer, stopServers, TOKEN } from './dnscale-world.ts';

afterEach(stopServers);

/** Texts of JSON, written by hand: a serializer would undo the spelling. */
const BODIES: Record<string, (echo: string) => string> = {
  problem: (echo) =>
    `{"status":"error","error":{"code":"${echo}","message":"m ${echo}","details":[{"${echo}":"${echo}"}],"request_id":"${echo}"}}`,
  'problem in one word': (echo) => `{"error":"${echo}","message":"${echo}","request_id":"${echo}"}`,
  zones: (echo) =>
    `{"status":"success","data":{"zones":[{"id":"z${echo}","name":"${echo}.test","status":"${echo}","type":"${echo}"}],"total":1}}`,
  records: (echo) =>
    `{"data":{"records":[{"id":"${echo}","name":"${echo}","type":"TXT","content":"\\"${echo}\\""}],"total":1}}`,
  created: (echo) => `{"data":{"record":{"id":"${echo}"}}}`,
  'wrong shape': (echo) => `{"data":{"${echo}":7,"zones":"${echo}"}}`,
  'a page': (echo) => `<html>Authorization: Bearer ${echo}</html>`,
  'broken JSON': (echo) => `{"error": "${echo}`,
};

const record = { zoneId: 'z1', zoneName: 'example.com', name: '_acme-challenge.example.com', value: 'v' };

it('shows the token nowhere, whatever repeats it', async () => {
  let answer = { status: 200, body: '', header: '' };
  const server = await aServer((response) => {
    const names = ['x-request-id', 'retry-after', 'location', 'www-authenticate', 'server', 'x-anything'];
    const headers = Object.fromEntries(names.map((name) => [name, answer.header]));
    response.writeHead(answer.status, { 'content-type': 'application/json', ...headers }).end(answer.body);
  });
  const { dnscale } = anAdapter(server.url);
  const calls = [
    () => dnscale.listZones(aDeadline()),
    () => dnscale.listRecords({ id: 'z1', name: 'example.com' }, aDeadline()),
    () => dnscale.addValue(record, aDeadline()),
    () => dnscale.removeValue({ ...record, recordId: 'r1' }, aDeadline()),
  ];
  let errors = 0;

  await fc.assert(
    fc.asyncProperty(
      spelled(TOKEN),
      fc.constantFrom(...Object.values(BODIES)),
      fc.constantFrom(200, 201, 302, 400, 401, 402, 403, 404, 409, 418, 422, 429, 500, 503),
      fc.constantFrom(...calls),
      async (echo, body, status, call) => {
        answer = { status, body: body(echo), header: echo };

        const shown = await call().then(
          (value) => inspect(value, { depth: 10 }),
          (error) => {
            errors += 1;
            return inspect(error, { depth: 10 }) + JSON.stringify(error);
          },
        );

        expect(undone(shown).toLowerCase()).not.toContain(TOKEN);
      },
    ),
    { numRuns: 300 },
  );
  expect(errors).toBeGreaterThan(50);
});
