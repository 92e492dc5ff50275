import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../app/app.module.js';
import { parseSettings } from '../config/settings.js';
import { createOpenApiDocument } from '../app/open-api.js';

/** Writes the document that the console's client is generated from. No engine is needed: nothing is instantiated. */
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
