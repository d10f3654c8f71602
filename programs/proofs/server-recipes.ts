/**
 * Real servers with the recipes of examples/servers, which docs/servers.md shows: the files as they are, but for the paths and ports
 * of this machine, and before them what a distribution has in its own. `systemctl reload` is what the units of Debian do.
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { postfixFiles } from './postfix-files.ts';

export type ServerName = 'nginx' | 'haproxy' | 'haproxy by its socket' | 'caddy' | 'postfix';

/** Where a server runs, and what it may use. */
export type Ground = {
  folder: string;
  /** Where the command brings the certificate to. */
  out: string;
  ports: [port: number, other: number, third: number];
  /** Of HAProxy's backend. */
  appPort: number;
  /** Where what was unpacked has its commands. */
  find(command: string): string;
};

export type Prepared = {
  command: string;
  args: string[];
  hook: string;
  /** Ends what has left the process that `command` started. */
  stop?: string;
};

export const RECIPES: Record<ServerName, (ground: Ground) => Promise<Prepared>> = {
  nginx: prepareNginx,
  haproxy: (ground) => prepareHaproxy(ground, 'haproxy.cfg'),
  'haproxy by its socket': (ground) => prepareHaproxy(ground, 'haproxy-set-certificate.sh'),
  caddy: prepareCaddy,
  postfix: preparePostfix,
};

const EXAMPLES = join(import.meta.dirname, '../../examples/servers');

async function prepareNginx(ground: Ground): Promise<Prepared> {
  const { folder, find, ports } = ground;
  const { text, hook } = await recipe('nginx.conf', ground, { '443': `127.0.0.1:${ports[0]}` });
  await mkdir(join(folder, 'logs'), { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'nginx.conf'),
    `user root; pid nginx.pid; error_log stderr; events {}
http { access_log off; ${temporary.map((name) => `${name}_temp_path ${name};`).join(' ')}
${text}}`,
  );
  const nginx = `${find('nginx')} -e stderr -p ${folder} -c nginx.conf`;
  await command(folder, 'nginx', `exec ${nginx} "$@"`);
  await systemctl(folder, 'nginx', `${nginx} -g 'daemon on; master_process on;' -s reload`);
  return { command: join(folder, 'bin/nginx'), args: ['-g', 'daemon off;'], hook };
}

async function prepareHaproxy(ground: Ground, hookOf: string): Promise<Prepared> {
  const { folder, find, ports, appPort } = ground;
  const socket = join(folder, 'admin.sock');
  const changes = { ':443': `127.0.0.1:${ports[0]}`, '127.0.0.1:8080': `127.0.0.1:${appPort}` };
  const { text } = await recipe('haproxy.cfg', ground, changes);
  const file = join(folder, 'haproxy.cfg');
  await writeFile(
    file,
    `global
    stats socket ${socket} mode 660 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
${text}`,
  );
  const haproxy = `${find('haproxy')} -W -f ${file} -p ${join(folder, 'haproxy.pid')}`;
  await command(folder, 'haproxy', `exec ${haproxy}`);
  await systemctl(folder, 'haproxy', `${haproxy} -c -q && kill -USR2 "$(cat ${folder}/haproxy.pid)"`);
  const { text: script, hook } = await recipe(hookOf, ground, { '/run/haproxy/admin.sock': socket });
  if (hookOf.endsWith('.sh')) await command(folder, hookOf, script);
  return { command: join(folder, 'bin/haproxy'), args: [], hook: inFolder(hook, folder) };
}

async function prepareCaddy(ground: Ground): Promise<Prepared> {
  const { folder, find, ports } = ground;
  const { text, hook } = await recipe('Caddyfile', ground);
  const [port, adminPort, httpPort] = ports;
  const file = join(folder, 'Caddyfile');
  const own = `admin 127.0.0.1:${adminPort}
    https_port ${port}
    http_port ${httpPort}
    auto_https disable_redirects`;
  await writeFile(file, `{\n    ${own}\n}\n${text}`);
  await command(folder, 'caddy', `exec ${find('caddy')} "$@"`);
  return {
    command: find('caddy'),
    args: ['run', '--config', file, '--adapter', 'caddyfile'],
    hook: hook.replaceAll('/etc/caddy/Caddyfile', `${file} --adapter caddyfile`),
  };
}

async function preparePostfix(ground: Ground): Promise<Prepared> {
  const { folder, find } = ground;
  const { text, hook } = await recipe('postfix-main.cf', ground);
  const root = join(dirname(find('postfix')), '../..');
  const configuration = await postfixFiles({ folder, port: ground.ports[0], root }, text);
  await command(folder, 'postfix', `exec ${find('postfix')} -c ${configuration} "$@"`);
  return {
    command: join(folder, 'bin/postfix'),
    args: ['start-fg'],
    hook,
    stop: `${find('postfix')} -c ${configuration} stop`,
  };
}

/** A file of the examples, with what is elsewhere on this machine, and its hook. */
async function recipe(name: string, { folder, out }: Ground, changes: Record<string, string> = {}) {
  let text = await readFile(join(EXAMPLES, name), 'utf8');
  const www = join(folder, 'www');
  await mkdir(www, { recursive: true });
  await writeFile(join(www, 'index.html'), 'hello\n');
  for (const [from, to] of Object.entries({ ...changes, '/etc/dnscale-certs': out, '/var/www/html': www })) {
    text = text.replaceAll(from, to);
  }
  const hook = /^# Hook: (.+)$/m.exec(text)?.[1];
  if (hook === undefined) throw new Error(`${name} names no hook`);
  return { text, hook };
}

/** Among the commands of this server's hook. */
async function command(folder: string, name: string, lines: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(path, lines.startsWith('#!') ? lines : `#!/bin/sh\n${lines}\n`);
  await chmod(path, 0o755);
}

function systemctl(folder: string, unit: string, reload: string): Promise<void> {
  return command(folder, 'systemctl', `[ "$*" = 'reload ${unit}' ] || exit 5\n${reload}`);
}

function inFolder(hook: string, folder: string): string {
  return hook.replaceAll('/usr/local/sbin', join(folder, 'bin'));
}
