/**
 * The program of one Lambda process: it loads the shipped bundle and hands it queue events one after the other, as Lambda
 * does with a warm process. The parent may kill it at any time; it ends by itself when the parent is gone.
 *
 * Arguments: the bundle's index.mjs, the names of the certificates (a comma between them), Lambda's time limit in ms
 * for each of them, and how often each message is delivered at once.
 */
const [bundle = '', names = '', limitMs = '', deliveries = '1'] = process.argv.slice(2);

process.stdin.on('end', () => process.exit(70)).resume();

const { handler } = await import(bundle);

for (const certificateName of names.split(',')) {
  const record = {
    body: JSON.stringify({ schema: 1, certificateName }),
    attributes: { SentTimestamp: String(Date.now()) },
  };
  await Promise.all(Array.from({ length: Number(deliveries) }, () => deliver(record)));
}
process.exit(0);

async function deliver(record: object): Promise<void> {
  const endsAtMs = Date.now() + Number(limitMs);
  await handler({ Records: [record] }, { getRemainingTimeInMillis: () => endsAtMs - Date.now() });
  console.log(JSON.stringify({ message: 'invocation-ended', remainingMs: endsAtMs - Date.now() }));
}
