/** Every error of the product: what brings it about, and when it is seen. */
import type { ErrorText } from '../error-page.ts';
import { ACME_TEXTS } from './acme.ts';
import { ADOPT_TEXTS } from './adopt.ts';
import { AWS_TEXTS } from './aws.ts';
import { CERTIFICATE_TEXTS } from './certificates.ts';
import { COMMAND_TEXTS } from './command.ts';
import { DECLARE_TEXTS } from './declare.ts';
import { DNSCALE_TEXTS } from './dnscale.ts';
import { ENGINE_TEXTS } from './engine.ts';
import { ORDER_QUOTA_TEXTS } from './order-quota.ts';
import { PREFLIGHT_TEXTS } from './preflight.ts';
import { PULL_TEXTS } from './pull.ts';
import { QUESTION_TEXTS } from './questions.ts';
import { READINESS_TEXTS } from './readiness.ts';
import { RESOLVER_TEXTS } from './resolver.ts';
import { REVOCATION_TEXTS } from './revocation.ts';
import { SECRET_TEXTS } from './secrets.ts';

export const TEXTS: ErrorText[] = [
  ...ENGINE_TEXTS,
  ...DECLARE_TEXTS,
  ...SECRET_TEXTS,
  ...DNSCALE_TEXTS,
  ...PREFLIGHT_TEXTS,
  ...READINESS_TEXTS,
  ...RESOLVER_TEXTS,
  ...ACME_TEXTS,
  ...REVOCATION_TEXTS,
  ...ORDER_QUOTA_TEXTS,
  ...CERTIFICATE_TEXTS,
  ...AWS_TEXTS,
  ...COMMAND_TEXTS,
  ...PULL_TEXTS,
  ...ADOPT_TEXTS,
  ...QUESTION_TEXTS,
];
