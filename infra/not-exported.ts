/** What every other path of the package leads to (`exports` in package.json): it says what to write instead. */
throw new Error(
  'dnscale-certs has no modules below its name: write require("dnscale-certs"), or import { CertificateRenewer } from "dnscale-certs".',
);
