import { Module } from '@nestjs/common';
import { TopicsController } from './topics.controller.js';
import { TopicsRepository } from './topics.repository.js';

@Module({ controllers: [TopicsController], providers: [TopicsRepository] })
export class TopicsModule {}
