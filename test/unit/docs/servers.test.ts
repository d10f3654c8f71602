/** docs/servers.md shows the files of examples/servers, and those are what a server takes: units, hooks, policy. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serverPolicy } from '../../../cli/aws-permissions.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples/servers');
const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/servers.md'), 'utf8');
const UNITS = ['dnscale-certs-pull@.service', 'dnscale-certs-pull@.timer'];

const fileOf = (name: string) => readFileSync(join(EXAMPLES, name), 'utf8');

/** With the name of the file that stands before each. */
const SHOWN = [
  ...PAGE.matchAll(/\[`([^`]+)`\]\(\.\.\/examples\/servers\/[^)]+\)[^[]*?\n\n```\w+\n(.*?)```/gs),
];

describe('docs/servers.md', () => {
  it('shows the files as they are', () => {
    expect(SHOWN.map(([, name = '']) => name)).toEqual([
      'policy.json',
      ...UNITS,
      'dnscale-certs.env',
      'without-node.conf',
      'nginx.conf',
      'haproxy.cfg',
      'haproxy-set-certificate.sh',
      'postfix-main.cf',
      'Caddyfile',
      'traefik.yml',
    ]);
    for (const [, name = '', text] of SHOWN) expect([name, text]).toEqual([name, fileOf(name)]);
  });

  it('has the hook of each file in its table', () => {
    const hooks = SHOWN.flatMap(([, , text = '']) => /^# Hook: (.+)$/m.exec(text)?.[1] ?? []);

    expect(hooks).toHaveLength(6);
    const table = PAGE.slice(0, PAGE.indexOf('\n## '));
    const told = [...table.matchAll(/\| `([^`]+)` \|/g)].map(([, hook]) => hook);
    expect(told.toSorted()).toEqual(hooks.toSorted());
    expect(fileOf('dnscale-certs.env')).toContain(`\nHOOK=${hooks[0]}\n`);
  });
});

describe('examples/servers', () => {
  it('has the policy that the command names', () => {
    const place = { account: 'ACCOUNT', region: 'REGION', bucketName: 'BUCKET', prefix: 'live/NAME/' };

    expect(JSON.parse(fileOf('policy.json'))).toEqual(serverPolicy(place));
  });

  it('has a service that calls the command with what the settings give, and a timer that makes up for what it missed', () => {
    const [service = '', timer = ''] = UNITS.map(fileOf);
    const given = [...fileOf('dnscale-certs.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name);

    const used = [...service.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(given).toEqual(['AWS_REGION', ...used]);
    expect(service).toMatch(/\/env dnscale-certs pull %i --out \/etc\/dnscale-certs --bucket \$\{BUCKET\} /);
    // The longest hook has ten minutes.
    expect(service).toContain('\nTimeoutStartSec=15min\n');
    expect(timer).toMatch(/^OnCalendar=hourly$.*^RandomizedDelaySec=30min$.*^Persistent=true$/ms);
  });

  it('has a dynamic configuration of Traefik that names both files', () => {
    const live = '/etc/dnscale-certs/live/web';

    expect(parse(fileOf('traefik.yml'))).toEqual({
      tls: { certificates: [{ certFile: `${live}/fullchain.pem`, keyFile: `${live}/privkey.pem` }] },
    });
  });

  it.each(['pull.sh', 'haproxy-set-certificate.sh'])(
    'has a script that a POSIX shell can read: %s',
    (name) => {
      expect(spawnSync('/bin/sh', ['-n', join(EXAMPLES, name)]).status).toBe(0);
    },
  );
});
