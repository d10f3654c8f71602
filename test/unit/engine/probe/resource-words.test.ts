import { expect, it } from 'vitest';
import { resourceWords } from '../../../../functions/engine/probe/resource-words.ts';

it.each([
  [
    'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/50dc6c495c0c9188',
    'load balancer shop-lb',
  ],
  [
    'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/tcp-lb/50dc6c495c0c9188',
    'load balancer tcp-lb',
  ],
  [
    'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/classic-lb',
    'load balancer classic-lb',
  ],
  ['arn:aws:cloudfront::111122223333:distribution/E1ABCDEF', 'CloudFront distribution E1ABCDEF'],
  ['arn:aws:apigateway:eu-central-1::/domainnames/api.example.com', 'API domain api.example.com'],
  ['arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_A', 'user pool eu-central-1_A'],
  ['arn:aws:new-service:eu-central-1:111122223333:thing/a:b', 'new-service thing/a:b'],
  ['no arn', 'no arn'],
])('says %s in words', (arn, expected) => {
  expect(resourceWords(arn)).toBe(expected);
});
