// For embedded-postgres.spec.ts: owns a data directory in a process that can be killed.
// Prints the server's URL, or the name and message of what was thrown; ends when its input does.
import { startEmbeddedPostgres } from './embedded-postgres.ts';

try {
  const database = await startEmbeddedPostgres(process.argv[2], () => undefined);
  console.log(database.url);
  process.stdin.resume().on('end', async () => {
    await database.stop();
    process.exit();
  });
} catch (error) {
  console.log(`${error.name}: ${error.message}`);
  process.exit(1);
}
