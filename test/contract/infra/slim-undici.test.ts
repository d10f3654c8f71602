/** What undici of the command gets instead of Node's own HTTP and assertions: the real one, bundled, at sockets of its own. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slimCommandModules } from '../../../infra/slim-modules.ts';
import { runBundled } from './bundled.ts';

const UNDICI = join(import.meta.dirname, '../../../node_modules/undici/lib');

describe('slimCommandModules', () => {
  it("sends a request without Node's own HTTP, which takes long to load", async () => {
    const stdout = await runBundled(
      slimCommandModules,
      `
      import { createServer } from 'node:net';
      import { Agent } from 'undici';
      const server = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 204 No Content\\r\\n\\r\\n')));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const origin = 'http://127.0.0.1:' + server.address().port;
      const agent = new Agent();
      await (await agent.request({ origin, path: '/', method: 'GET' })).body.text();
      await agent.close();
      server.close();
      const loaded = ['net', 'http', 'assert'].filter((name) => process.moduleLoadList.includes('NativeModule ' + name));
      console.log(loaded);`,
    );

    expect(stdout).toBe("[ 'net' ]");
  });

  it('has V8 compile the HTTP parser once, not again for speed', async () => {
    const stdout = await runBundled(
      slimCommandModules,
      `
      import { createServer } from 'node:net';
      import { createHttp } from './functions/dnscale/http.ts';
      const answer = 'HTTP/1.1 200 OK\\r\\nx-long: ' + 'x'.repeat(8000) + '\\r\\ncontent-length: 2\\r\\n\\r\\n{}';
      const server = createServer((socket) => socket.on('data', () => socket.write(answer)));
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const send = createHttp({ apiUrl: 'http://127.0.0.1:' + server.address().port + '/v1', timeoutMs: 5000 });
      const deadline = { at: new Date(Date.now() + 20000), signal: AbortSignal.timeout(20000) };
      const request = { method: 'GET', path: '/zones' };
      for (let asked = 0; asked < 100; asked += 1) console.log((await send(request, 'token', deadline)).text);
      // It would be done beside the answers.
      await new Promise((resolve) => setTimeout(resolve, 200));
      process.exit();`,
      ['--trace-wasm-compilation-times'],
    );

    const lines = stdout.split('\n');
    expect(lines.filter((line) => line === '{}')).toHaveLength(100);
    expect(lines.filter((line) => line.includes('using Liftoff')).length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.includes('using TurboFan'))).toEqual([]);
  });

  it('keeps the errors of undici where a server, a deadline or a bound ends a request', async () => {
    const stdout = await runBundled(
      slimCommandModules,
      `
      import { createServer } from 'node:net';
      import { Agent } from 'undici';
      const head = 'HTTP/1.1 200 OK\\r\\n';
      const answers = {
        '/headers': head + 'x: ' + 'x'.repeat(17 * 1024) + '\\r\\n\\r\\n',
        '/body': head + 'content-length: 2000\\r\\n\\r\\n' + 'x'.repeat(2000),
        '/cut': head + 'content-length: 9\\r\\n\\r\\nhalf',
        '/no-http': 'what?\\r\\n\\r\\n',
      };
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (data) => {
          const answer = answers[data.toString().split(' ')[1]];
          if (answer) socket.end(answer);
        });
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const origin = 'http://127.0.0.1:' + server.address().port;
      const agent = new Agent({ maxResponseSize: 1000, headersTimeout: 300, connections: 1 });
      const ask = async (path, at = origin, signal) => {
        try {
          const { body } = await agent.request({ origin: at, path, method: 'GET', signal });
          console.log(path, (await body.text()).length);
        } catch ({ code, name }) {
          console.log(path, code ?? name);
        }
      };
      for (const path of ['/headers', '/body', '/cut', '/no-http', '/silent']) await ask(path);
      await ask('/refused', 'http://127.0.0.1:9');
      await ask('/aborted', origin, AbortSignal.timeout(50));
      await agent.destroy();
      process.exit();`,
    );

    expect(stdout.split('\n')).toEqual([
      '/headers UND_ERR_HEADERS_OVERFLOW',
      '/body UND_ERR_RES_EXCEEDED_MAX_SIZE',
      '/cut UND_ERR_SOCKET',
      '/no-http HTTPParserError',
      '/silent UND_ERR_HEADERS_TIMEOUT',
      '/refused ECONNREFUSED',
      '/aborted 23',
    ]);
  });

  it("stands in for all that undici calls of Node's own HTTP and assertions", async () => {
    const folders = ['api', 'core', 'dispatcher'].map((name) => join(UNDICI, name));
    const files = (await Promise.all(folders.map(filesIn))).flat();
    const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')));

    const calls = sources.flatMap(
      (source) =>
        source.match(/(?<![\w.'])(assert|http)\.\w+|\{[^}]*\} = require\('node:(assert|http)'\)/g) ?? [],
    );

    expect(files.length).toBeGreaterThan(20);
    expect([...new Set(calls)].toSorted()).toEqual([
      'http.maxHeaderSize',
      "{ IncomingMessage } = require('node:http')",
    ]);
  });
});

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).map((name) => join(folder, name));
}
