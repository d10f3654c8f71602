/** What the role of `declare` may write of a request: a person's requests have more, and whoever takes the function over makes none. */
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

type Statement = { Action: unknown; Condition?: Record<string, unknown> };

describe('the grant of requests', () => {
  it('lets declare write what owners ask for, and neither force, revoke nor remove a certificate', () => {
    const policies = Object.entries(synthesize().findResources('AWS::IAM::Policy'));
    const statements = policies
      .filter(([logicalId]) => logicalId.includes('DeclareOnEventRole'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);

    expect(statements.filter(({ Action }) => Action === 'dynamodb:PutItem')).toMatchObject([
      {
        Condition: {
          'ForAllValues:StringEquals': {
            'dynamodb:Attributes': [
              'certificateName',
              'id',
              'kind',
              'schema',
              'dueAt',
              'removalPolicy',
              'awaitedUntil',
            ],
          },
        },
      },
    ]);
  });
});
