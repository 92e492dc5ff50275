import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../app/app.module.js';
import { parseSettings } from '../config/settings.js';
import { createOpenApiDocument } from '../app/open-api.js';

/**
 * Writes the OpenAPI document from which the console's client is generated. In Nest's preview mode, nothing is
 * instantiated, so neither database nor Redis is needed.
 */
const settings = { ...parseSettings({}), DATABASE_URL: 'postgres://preview', JWT_SECRET: 'preview' };
const app = await NestFactory.create<NestFastifyApplication>(
  ApiModule.forRoot(settings),
  new FastifyAdapter(),
  {
    preview: true,
    logger: ['error', 'warn'],
  },
);
app.setGlobalPrefix('api');
const target = process.argv[2] ?? 'backend/openapi.json';
await writeFile(target, `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`);
process.exit(0);
