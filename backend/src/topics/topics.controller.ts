import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../identity/auth/access.js';
import { DocumentedId, PathId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import { CreateTopicInput, TopicList, TopicView, UpdateTopicInput } from './dto/topics.dto.js';
import { TopicsRepository } from './topics.repository.js';

@ApiTags('topics')
@Controller('topics')
export class TopicsController {
  constructor(private readonly topics: TopicsRepository) {}

  /** List topics */
  @Get()
  @Access('topics.read')
  @ApiResponse({ status: 200, type: TopicList })
  @Problems()
  async list(): Promise<TopicList> {
    return { results: await this.topics.list() };
  }

  /**
   * Create a topic
   * @remarks At most 100 topics can be active.
   */
  @Post()
  @Access('topics.manage')
  @ApiResponse({ status: 201, type: TopicView, headers: { Location: { schema: { type: 'string' } } } })
  @Problems(409, 413, 415)
  async create(
    @Body() input: CreateTopicInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TopicView> {
    const topic = await this.topics.create(input);
    reply.header('Location', `/api/topics/${topic.id}`);
    return topic;
  }

  /** Get a topic */
  @Get(':id')
  @Access('topics.read')
  @DocumentedId(7)
  @ApiResponse({ status: 200, type: TopicView })
  @Problems(404)
  get(@PathId() id: number): Promise<TopicView> {
    return this.topics.get(id);
  }

  /**
   * Update or deactivate a topic
   * @remarks Tickets keep an inactive topic, and their category if the topic’s category changes.
   */
  @Patch(':id')
  @Access('topics.manage')
  @DocumentedId(7)
  @ApiResponse({ status: 200, type: TopicView })
  @Problems(404, 409, 413, 415)
  update(@PathId() id: number, @Body() input: UpdateTopicInput): Promise<TopicView> {
    return this.topics.update(id, { ...input });
  }

  /**
   * Delete a topic
   * @remarks Only a topic that no ticket uses. Deactivate any other.
   */
  @Delete(':id')
  @Access('topics.manage')
  @HttpCode(204)
  @DocumentedId(7)
  @ApiResponse({ status: 204 })
  @Problems(404, 409)
  remove(@PathId() id: number): Promise<void> {
    return this.topics.remove(id);
  }
}
