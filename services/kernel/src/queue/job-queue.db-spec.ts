import { createTestDatabase } from '#testing/database.js';
import { jobQueueContract } from './job-queue.contract-suite.js';
import { queueDrivers } from './testing/queue-drivers.js';
import { migrateQueue } from './queue-migration.js';

for (const { name, prepare } of queueDrivers) jobQueueContract(name, prepare);

describe('the migration of the queue', () => {
  it('may be run again, by the role that owns the schema and nothing else', async () => {
    const database = await createTestDatabase();

    await migrateQueue(database.queueUrl);
    await Promise.all([migrateQueue(database.queueUrl), migrateQueue(database.queueUrl)]);

    await database.drop();
  });
});
