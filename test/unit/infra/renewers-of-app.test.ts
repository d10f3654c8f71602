/** Several renewers in one app: what of that cannot be deployed. */
import { NestedStack, Stack, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer } from '../../../infra/index.ts';
import { startApp } from './synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };

function addRenewer(scope: Construct, id: string, renewerName?: string): CertificateRenewer {
  return new CertificateRenewer(scope, id, {
    alertEmail: 'ops@example.com',
    termsOfServiceAgreed: true,
    ...(renewerName && { renewerName }),
  });
}

describe('two renewers of one name', () => {
  it('are refused at synth in one stack, whose name is the default', () => {
    const app = startApp();
    const stack = new Stack(app, 'S', { env: ENV });
    addRenewer(stack, 'A');
    addRenewer(stack, 'B');

    expect(() => app.synth()).toThrow(
      '[S/B] renewerName: "S" names S/A too: give each renewer a renewerName of its own',
    );
  });

  it('are refused in two stacks of one place, a nested one too, also where only the case differs', () => {
    const app = startApp();
    const [one, other, open, open2] = [{ env: ENV }, { env: ENV }, {}, {}].map(
      (props, index) => new Stack(app, `S${index}`, props),
    ) as [Stack, Stack, Stack, Stack];
    const first = addRenewer(one, 'Renewer', 'Certs');
    const second = addRenewer(new NestedStack(other, 'Nested'), 'Renewer', 'Certs');
    const third = addRenewer(other, 'Renewer', 'certs');
    const [unknown, unknown2] = [addRenewer(open, 'Renewer', 'Certs'), addRenewer(open2, 'Renewer', 'Certs')];

    expect([first, second, third, unknown, unknown2].map(({ node }) => node.validate())).toEqual([
      [],
      ['renewerName: "Certs" names S0/Renewer too: give each renewer a renewerName of its own'],
      [
        'renewerName: "certs" names S0/Renewer too ("Certs": case does not count): give each renewer a renewerName of its own',
      ],
      [],
      ['renewerName: "Certs" names S2/Renewer too: give each renewer a renewerName of its own'],
    ]);
  });

  it('may be in two regions, two accounts or two stages', () => {
    const app = startApp();
    const places = [ENV, { ...ENV, region: 'us-east-1' }, { ...ENV, account: '444455556666' }];
    const stage = new Stage(app, 'Beta');
    const scopes = [
      ...places.map((env, index) => new Stack(app, `S${index}`, { env })),
      new Stack(stage, 'S', { env: ENV }),
    ];

    const renewers = scopes.map((scope) => addRenewer(scope, 'Renewer', 'Certs'));

    expect(renewers.flatMap(({ node }) => node.validate())).toEqual([]);
  });
});
