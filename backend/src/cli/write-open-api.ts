import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../app/app.module.js';
import { createOpenApiDocument } from '../app/open-api.js';
import { parseSettings } from '../config/settings.js';
import { runCommand } from './command.js';

/**
 * Writes the OpenAPI document from which the console's client is generated. In Nest's preview mode, nothing is
 * instantiated, so neither database nor Redis is needed.
 */
await runCommand({
  name: 'write-open-api',
  usage: '[FILE]',
  positionals: [0, 1],
  run: async ({ positionals: [target = 'backend/openapi.json'] }) => {
    const settings = { ...parseSettings({}), DATABASE_URL: 'postgres://preview', JWT_SECRET: 'preview' };
    const app = await NestFactory.create<NestFastifyApplication>(
      ApiModule.forRoot(settings),
      new FastifyAdapter(),
      { preview: true, logger: ['error', 'warn'] },
    );
    app.setGlobalPrefix('api');
    await writeFile(target, `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`);
  },
});
