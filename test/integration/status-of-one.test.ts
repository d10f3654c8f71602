/** `dnscale-certs status NAME` as a person starts it: the AWS emulator stands in for SSM and DynamoDB. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentIn } from '../support/command-documents.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { aFailure, aStateItem, deployTables, inDays } from './renewer-world.ts';

const NAME = 'example.com';
const CLOUDFRONT = 'arn:aws:cloudfront::111122223333:distribution/E1';

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

describe('dnscale-certs status NAME', () => {
  it('shows all of one certificate: what is wrong, what to do, each step, and below it the facts', async () => {
    const world = await deployTables(aws, { region: 'eu-south-1', renewerName: 'Shop' });
    await deployTables(aws, { region: 'eu-south-1', renewerName: 'Blog' });
    await world.declare('api.example.org');
    await world.put(aStateItem('api.example.org', 2.5, aFailure('CAA lets in another CA only.')));
    await world.observe({
      certificateName: 'api.example.org',
      kind: 'used',
      at: inDays(0),
      usedBy: [CLOUDFRONT],
    });

    const [text, json] = await Promise.all([
      world.run('status', 'api.example.org', '--region', 'eu-south-1'),
      world.run('status', 'api.example.org', '--json'),
    ]);

    expect(text.stdout).toMatch(/^✗ Not renewed since \d+ \w{3} \d\d:\d\d \(2 tries\)\. Live until /);
    expect(text.stdout).toContain(' Why   CAA lets in another CA only.\n');
    expect(text.stdout).toContain(' dnscale-certs renew api.example.org --region eu-south-1\n');
    expect(text.stdout).toContain(' Used   CloudFront distribution E1\n');
    expect(text.stdout).toMatch(/ {2}✗ readiness .* CAA forbids\n/);
    expect(text.stdout).toContain(' Owner    Web in the stack Shop (eu-central-1)\n');
    expect(text.stdout).toContain(' Renewer  Shop, eu-south-1, release 0.1.0\n');
    expect([text.exitCode, text.stderr]).toEqual([1, '']);
    expect(documentIn('status', json.stdout)).toMatchObject({
      renewers: [{ renewerName: 'Shop', certificates: [{ certificateName: 'api.example.org' }] }],
    });
  });

  it('says which certificate may be meant, and at which renewer', async () => {
    const world = await deployTables(aws, { region: 'me-south-1', renewerName: 'Shop' });
    await deployTables(aws, { region: 'me-south-1', renewerName: 'Blog' });
    await world.declare('api.example.org');
    const item = aStateItem('shop', 60);
    await world.put({ ...item, certificate: { ...item.certificate, domainNames: ['www.example.org'] } });

    const [misspelt, domain, unknown] = await Promise.all([
      world.run('status', 'api.exmaple.org'),
      world.run('status', 'www.example.org'),
      world.run('status', 'x'),
    ]);

    expect(misspelt.stderr).toBe(
      'error: No certificate is called api.exmaple.org at Blog, Shop. Did you mean api.example.org (Shop)? `dnscale-certs status api.example.org --renewer Shop` shows it.\n',
    );
    expect(domain.stderr).toContain('It is a name of the certificate shop (Shop).');
    expect(unknown.stderr).toContain('`dnscale-certs status` lists the names.');
    expect([misspelt.exitCode, domain.exitCode, unknown.exitCode]).toEqual([2, 2, 2]);
  });

  it('shows each of two renewers that have the name, where commands that act ask which one is meant', async () => {
    const region = 'eu-central-2';
    const shop = await deployTables(aws, { region, renewerName: 'Shop' });
    const blog = await deployTables(aws, { region, renewerName: 'Blog' });
    await shop.declare(NAME);
    for (const world of [shop, blog]) await world.put(aStateItem(NAME, 60));

    const [status, renew, logs, revoke, remove] = await Promise.all([
      shop.run('status', NAME),
      shop.run('renew', NAME, '--renewer', 'Blog'),
      shop.run('logs', NAME),
      shop.run('revoke', NAME, '--reason', 'superseded', '--yes'),
      shop.run('remove', NAME, '--yes'),
    ]);

    expect(status.stdout).toMatch(
      /^Blog, eu-central-2\n\n- Nobody declares it any more: it is not renewed\./,
    );
    expect(status.stdout).toContain('Then:  dnscale-certs remove example.com --renewer Blog\n');
    expect(status.stdout).toMatch(/\n\nShop, eu-central-2\n\n✓ Live until /);
    expect(renew.stderr).toBe(
      'error: Blog has no certificate example.com; Shop has it: give --renewer Shop.\n',
    );
    const which =
      'error: More than one renewer has a certificate example.com: Blog (where nobody declares it), Shop. Give --renewer.\n';
    expect([logs.stderr, revoke.stderr, remove.stderr]).toEqual([which, which, which]);
    expect([status, renew, logs, revoke, remove].map(({ exitCode }) => exitCode)).toEqual([0, 2, 2, 2, 2]);
  });

  it('watches one certificate, too, and waits for it', async () => {
    const world = await deployTables(aws, { region: 'me-central-1' });
    const running = world.start('status', 'example.com', '--watch');
    await running.untilLine('No certificate is called example.com at Certs.');

    await world.declare('example.com');
    await world.put(aStateItem('example.com', 60));
    await running.untilLine('✓ Live until');
    running.signal('SIGINT');

    expect((await running.ended).exitCode).toBe(130);
  });
});
