/**
 * What a bundle of any handler needs in its environment to be loaded, each variable by its name in Lambda. Nothing is
 * connected to then. One for the tests of the bundles and for `npm run bench`.
 */
export const HANDLER_ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  STACK_NAME: 'Certs',
  RENEWER: 'eu-central-1/Certs',
  RENEWER_NAME: 'Certs',
  CERTIFICATE_AUTHORITIES: 'https://ca.test/a https://ca.test/b',
  DEFINITIONS_TABLE_NAME: 'definitions',
  REQUESTS_TABLE_NAME: 'requests',
  STATES_TABLE_NAME: 'states',
  OBSERVATIONS_TABLE_NAME: 'observations',
  ACCOUNT: '111122223333',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:Certs-alerts',
  CERTIFICATE_BUCKET_NAME: 'bucket',
  CERTIFICATE_BUCKET_OWNER: '111122223333',
  TOKEN_SECRET_NAME: 'token',
  TICK_MINUTES: '10',
  WORK_QUEUE_URL: 'http://127.0.0.1:9/queue',
  DNSCALE_API_URL: 'http://127.0.0.1:9/v1',
  DNSCALE_HTTP_TIMEOUT_SECONDS: '30',
  DNSCALE_TTL_SECONDS: '120',
  DNSCALE_PROPAGATION_TIMEOUT_SECONDS: '120',
  DNSCALE_CLOSED_PORT_WAIT_SECONDS: '60',
  NAME_SERVER_PORT: '53',
  NAME_SERVER_DOMAINS: 'dnscale.eu',
};
