/** Of each error that is cut: when it is seen, and the advice. Whoever adds one says what must stay. */
export const ADVICE = new Map([
  ['A configuration file has faults.', 'nothing is deployed until it is mended:'],
  ['Domain names have faults.', 'give the full name, such as www.example.com'],
  [
    'A configuration has the list of certificates of earlier releases.',
    'each certificate now has its name in front.',
  ],
  ['A function was changed by hand.', 'Deploy the stack again.'],
  [
    'A definition names a CA that the stack was not deployed with.',
    'If you want this CA, name it in the configuration and deploy again.',
  ],
  [
    'CAA was changed after the preflight.',
    'Beside the CAA records of the name (or of a parent), add one that lets this CA in: `www.example.com. CAA 0 issue "ca.test"`',
  ],
  [
    'The CA has left names out before.',
    'Change names, profile or CA, or ask once more: `npx dnscale-certs renew example.com --force`',
  ],
  [
    'A new certificate that a person has asked for would be the fifth of a week.',
    'If you still want a new one, ask again after 2026-11-30T06:00:00.000Z.',
  ],
  [
    'An existing ARN is of another account, and in another region.',
    'Correct existingCertificateArns of shop:',
  ],
  [
    'ACM issued the certificate of an existing ARN.',
    'Take it out of existingCertificateArns of shop, and move its listeners to the ARN that shop gets.',
  ],
  [
    'Nobody has tagged an existing ARN.',
    'Tag it: `aws acm add-tags-to-certificate --certificate-arn arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222-3333-4444-555555555555 --tags Key=dnscale-certs:certificate,Value=shop Key=dnscale-certs:renewer,Value=eu-central-1/DnscaleCerts --region eu-central-1`',
  ],
  [
    'Another renewer has an existing ARN.',
    'Take it out of existingCertificateArns of shop, or hand it over if nobody renews it there any more: `aws acm add-tags-to-certificate --certificate-arn arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222-3333-4444-555555555555 --tags Key=dnscale-certs:certificate,Value=shop Key=dnscale-certs:renewer,Value=eu-central-1/DnscaleCerts --region eu-central-1`',
  ],
  ['An existing ARN has another key.', 'Leave keyAlgorithm of shop out, or make it EC_PRIME256V1.'],
  ['An existing ARN has none of the names.', 'Change names or profile of shop, or leave the ARN out.'],
  [
    'An ARN is given to a certificate that has another one in that region.',
    'Take the ARN of eu-central-1 out of existingCertificateArns, or declare a second certificate for it.',
  ],
  [
    'A certificate is declared again, and its ARN was handed over meanwhile.',
    'Give shop another certificateName, or hand the ARN back if nobody renews it there any more: `aws acm add-tags-to-certificate --certificate-arn arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222-3333-4444-555555555555 --tags Key=dnscale-certs:certificate,Value=shop Key=dnscale-certs:renewer,Value=eu-central-1/DnscaleCerts --region eu-central-1`',
  ],
  [
    'The account key’s secret was deleted.',
    'Keep the account with: `aws secretsmanager restore-secret --secret-id dnscale-certs/acme-account/ca.test/directory --region eu-central-1`',
  ],
  [
    'The account key’s secret has no value.',
    'If no certificate was ever issued with it, delete it: `aws secretsmanager delete-secret --secret-id dnscale-certs/acme-account/ca.test/directory --region eu-central-1 --force-delete-without-recovery`',
  ],
  [
    'There is no secret with the external account.',
    'Create it with: `aws secretsmanager create-secret --name dnscale-certs/external-account/ca.test/directory --region eu-central-1 --secret-string file://external-account.json` (a file with {"keyId": "…", "hmacKey": "…"}, as the CA gives them).',
  ],
  [
    'It has no value.',
    'Set it with: `aws secretsmanager put-secret-value --secret-id dnscale-certs/external-account/ca.test/directory --region eu-central-1 --secret-string file://external-account.json`',
  ],
  [
    'It was deleted, too.',
    'Keep it with: `aws secretsmanager restore-secret --secret-id dnscale-certs/external-account/ca.test/directory --region eu-central-1`',
  ],
  ['It may not be read.', 'Allow secretsmanager:GetSecretValue on it for the role of this function.'],
  [
    'It is other JSON.',
    'Set it with: `aws secretsmanager put-secret-value --secret-id dnscale-certs/external-account/ca.test/directory --region eu-central-1 --secret-string file://external-account.json`',
  ],
  [
    'A part of its HMAC key is missing.',
    'Set it with: `aws secretsmanager put-secret-value --secret-id dnscale-certs/external-account/ca.test/directory --region eu-central-1 --secret-string file://external-account.json`',
  ],
  [
    'A secret of the certificate’s name is somebody else’s.',
    'If it may be overwritten, tag it: `aws secretsmanager tag-resource --secret-id Certs/certificates/example.com --tags Key=dnscale-certs:certificate,Value=example.com Key=dnscale-certs:renewer,Value=eu-central-1/Certs --region eu-central-1`',
  ],
  [
    'The role may not write the certificate’s secret.',
    "Allow secretsmanager:CreateSecret on it for the role of this function, in its own policy and in the resource's.",
  ],
  [
    'The token was revoked or mistyped.',
    'Create a token at DNScale, and put it into the token secret with `npx dnscale-certs token set`.',
  ],
  [
    'The token may not list zones.',
    'The token needs the scope zones:read and must not be limited to other zones or names: widen it at DNScale, or make another one and put it into the token secret with `npx dnscale-certs token set`.',
  ],
  [
    'The token may not write.',
    'The token needs the scopes zones:read, records:read and records:write and must not be limited to other zones or names: widen it at DNScale, or make another one and put it into the token secret with `npx dnscale-certs token set`.',
  ],
  [
    'The token is for other zones, or the zone is gone.',
    'The token needs the scopes zones:read, records:read and records:write and must not be limited to other zones or names: widen it at DNScale, or make another one and put it into the token secret with `npx dnscale-certs token set`.',
  ],
  [
    'A firewall answers in place of DNScale.',
    'Check the API URL (dnscale.apiUrl) and what stands before it.',
  ],
  ['The API’s URL leads elsewhere.', 'Check the API URL (dnscale.apiUrl) and what stands before it.'],
  ['The account at DNScale is not paid for.', 'Put the account at DNScale in order (bills, plan, limits).'],
  [
    'A CNAME is where the TXT record should go.',
    'Check the records there: a CNAME excludes all other records at its name.',
  ],
  ['DNScale has other zones only.', 'Add the zone at DNScale, or widen the token to it.'],
  ['The token sees no zone.', 'Add the zone at DNScale, or widen the token to it.'],
  ['A part of the zone is delegated elsewhere.', 'Add the zone at DNScale, or widen the token to it.'],
  [
    'A CNAME leads to another name than a challenge’s.',
    'Let the CNAME lead to a name that begins with _acme-challenge, such as _acme-challenge._dmarc.example.net.',
  ],
  ['There are too many CNAMEs.', 'Remove or correct one of them.'],
  [
    'Validating resolvers refuse the zone.',
    'At the registrar, remove the DS record, or set the one that DNScale shows for the zone.',
  ],
  [
    'CAA lets this CA in by another proof only.',
    'Add this record beside the others, at DNScale or wherever example.com is kept: `example.com. CAA 0 issue "ca.test; validationmethods=dns-01"`',
  ],
  [
    'CAA lets this CA in for another account only.',
    'Add this record beside the others, at DNScale or wherever example.com is kept: `example.com. CAA 0 issue "ca.test; validationmethods=dns-01; accounturi=https://ca.test/acct/1"`',
  ],
  [
    'CAA holds a tag that CAs do not know.',
    'Remove that record, or give www.example.com CAA records of its own: `www.example.com. CAA 0 issue "ca.test"`',
  ],
  [
    'CAA comes from the target of a CNAME.',
    'Add this record beside the others, at DNScale or wherever example.cdn.test is kept: `example.cdn.test. CAA 0 issue "ca.test"`',
  ],
  [
    'The profile of an RSA key was changed.',
    'Take the change back, or declare a second certificate (another certificateName) and move the listeners to its ARN.',
  ],
  [
    'The key algorithm was changed.',
    'Take the change back, or declare a second certificate (another certificateName) and move the listeners to its ARN.',
  ],
  [
    'All domain names were changed.',
    'Take the change back, or declare a second certificate (another certificateName) and move the listeners to its ARN.',
  ],
  [
    'Weeks before a renewal: the CA has lost an account that was bound to a customer.',
    'Get new credentials there and put them into the secret of the CA: the next order registers the account with them (https://github.com/dnscale/dnscale-certs/blob/main/docs/configuration.md#another-ca).',
  ],
  [
    'Weeks before a renewal: somebody took a tag of ours off the ARN.',
    'Put it back: `aws acm add-tags-to-certificate --certificate-arn arn:aws:acm:eu-central-1:111122223333:certificate/1 --tags Key=dnscale-certs:certificate,Value=example.com Key=dnscale-certs:renewer,Value=eu-central-1/DnscaleCerts --region eu-central-1`',
  ],
  [
    'At any check: somebody else imported onto the ARN.',
    'CloudTrail tells who it was (event ImportCertificate).',
  ],
  [
    'At any check: somebody else wrote the secret.',
    'CloudTrail tells who it was (events PutSecretValue, UpdateSecret, DeleteSecret).',
  ],
  [
    'At any check: somebody deleted the secret.',
    'CloudTrail tells who it was (events PutSecretValue, UpdateSecret, DeleteSecret).',
  ],
  ['The CA does not take the external account.', 'Get a new one there.'],
  [
    'CAA forbids it, and only the CA saw that.',
    'Beside the CAA records of the name (or of a parent), add one that lets this CA in: `www.example.com. CAA 0 issue "ca.test"`',
  ],
  [
    'The new certificate breaks ACM’s rules.',
    'Either go back to the keyAlgorithm, profile and names that certificate has, or give the new one another certificateName, which brings a new ARN.',
  ],
  [
    'Somebody deleted the certificate in ACM.',
    'Give the certificate a new certificateName and deploy, then use the ARN that comes with it.',
  ],
  [
    'Several regions fail.',
    'Give the certificate a new certificateName and deploy, then use the ARN that comes with it.',
  ],
  [
    'ACM refuses without a reason of its own.',
    "Allow acm:ImportCertificate on it for the role of this function, in its own policy and in the resource's.",
  ],
  ['ACM refuses the certificate.', 'change the definition back, or give it a new certificateName.'],
  ['ACM has no import left this year.', 'Ask for more under Service Quotas.'],
  [
    'ACM refuses a new certificate.',
    'Change its keyAlgorithm, profile or CA, and the certificate that follows is imported.',
  ],
  ['ACM refuses the tags.', 'Allow both keys in the tag policy of the organization, and correct your own.'],
  [
    'The external account is mistyped.',
    'Set DNSCALE_CERTS_EAB_KID to the key id and DNSCALE_CERTS_EAB_HMAC_KEY to the HMAC key that the CA gave you.',
  ],
  [
    'The AWS credentials may not make the secret.',
    'Allow secretsmanager:PutSecretValue on secret dnscale/token for the AWS identity that you use',
  ],
  [
    'The command finds no AWS credentials.',
    'Give AWS credentials as the AWS CLI takes them: --profile or AWS_PROFILE, after `aws configure` or `aws sso login`, or AWS_ACCESS_KEY_ID and its companions.',
  ],
  ['Another program wrote the descriptor of a renewer.', 'Deploy the renewer again.'],
  ['What a server asks for is not there.', 'Check both names: no right is missing, s3:ListBucket neither.'],
  ['A server may not read the certificate.', 'Allow s3:GetObject on it for this role.'],
  [
    "A server may not use the bucket's key.",
    "Allow kms:Decrypt on the bucket's key for this role, in its own policy",
  ],
  ['What init was given is wrong.', 'given "me"; expected: an e-mail address'],
]);
