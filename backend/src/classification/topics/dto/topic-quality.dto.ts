import { ApiProperty } from '@nestjs/swagger';
import { ReferenceView } from '../../../tickets/dto/ticket.dto.js';

export class ConfusedTopic {
  topic!: ReferenceView;
  /**
   * Decisions on either topic for which the other one was the best guess.
   * @example 3
   */
  @ApiProperty({ type: 'integer' }) tickets!: number;
}

export class TopicQualityView {
  topic!: ReferenceView;
  /**
   * Agents’ decisions on the topic, of the newest 2,000.
   * @example 34
   */
  @ApiProperty({ type: 'integer' }) decisions!: number;
  /**
   * Share of the suggestions at or above the threshold on which agents agreed; null without suggestions.
   * @example 0.92
   */
  @ApiProperty({ type: 'number', nullable: true }) precision!: number | null;
  /**
   * Share of the topic’s tickets that it is suggested for at or above the threshold; null without decisions.
   * @example 0.68
   */
  @ApiProperty({ type: 'number', nullable: true }) coverage!: number | null;
  /** Topics with the most mistakes between the two, at most three. */
  confused_with!: ConfusedTopic[];
}

export class TopicForecast {
  /**
   * Twice the decisions on all topics.
   * @example 400
   */
  @ApiProperty({ type: 'integer' }) decisions!: number;
  /**
   * Expected share of tickets that get the right topic at or above the threshold.
   * @example 0.75
   */
  coverage!: number;
}

export class TopicQualityReport {
  /** Active topics, by name. Figures are of the local model, each decision judged without itself. */
  results!: TopicQualityView[];
  /**
   * Confidence from which a topic is applied with the suggestion.
   * @example 0.8
   */
  apply_at!: number;
  /**
   * Confidence from which a topic is shown.
   * @example 0.5
   */
  show_at!: number;
  /**
   * Decisions from which a topic is learned. Before, its name and description are compared.
   * @example 5
   */
  @ApiProperty({ type: 'integer' }) min_decisions!: number;
  /**
   * Decisions on all topics.
   * @example 200
   */
  @ApiProperty({ type: 'integer' }) decisions!: number;
  /**
   * Share of tickets that get the right topic at or above the threshold; null without decisions.
   * @example 0.66
   */
  @ApiProperty({ type: 'number', nullable: true }) coverage!: number | null;
  /** What twice the decisions are expected to bring; null below 40 decisions. */
  forecast!: TopicForecast | null;
}
