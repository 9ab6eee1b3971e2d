-- The six numbers of the compared networks, from entropies.parquet alone (DuckDB). One row a task and role, as in
-- report.json: a sample without a number in one of the two networks of a seed is left out of both, a seed with numbers of
-- fewer than half of the samples counts for nothing, and the numbers of seeds are averaged.
WITH units AS (
  SELECT *, region = 'foreground' AND part IS NULL AS object, region = 'background' AND part IS NULL AS surroundings
  FROM 'entropies.parquet'
  WHERE isPoint IS NOT NULL AND role IN ('distilled', 'scratch')
), maps AS (
  SELECT id, role, seed, sample, step, first(weightDistance) AS distance,
    CASE WHEN bool_or(object) THEN count(*) FILTER (object AND isPoint) END AS foreground,
    CASE WHEN bool_or(surroundings) THEN count(*) FILTER (surroundings AND isPoint) END AS background
  FROM units GROUP BY id, role, seed, sample, step
), courses AS (
  SELECT id, role, seed, sample,
    last(foreground ORDER BY step) AS foregroundCount,
    last(background ORDER BY step) AS backgroundCount,
    CASE WHEN max(foreground) > 0 THEN first(distance ORDER BY foreground DESC, step) END AS learningDistance
  FROM maps GROUP BY id, role, seed, sample
), lasting AS (
  SELECT id, role, seed, sample, unit, last(isPoint ORDER BY step) AS kept, bool_or(isPoint) AS ever
  FROM units WHERE object GROUP BY id, role, seed, sample, unit
), numbers AS (
  SELECT id, role, seed, sample, 'foregroundCount' AS number, foregroundCount AS value FROM courses
  UNION ALL SELECT id, role, seed, sample, 'backgroundCount', backgroundCount FROM courses
  UNION ALL SELECT id, role, seed, sample, 'foregroundRatio',
    foregroundCount / nullif(foregroundCount + backgroundCount, 0) FROM courses
  UNION ALL SELECT id, role, seed, sample, 'learningDistance', learningDistance FROM courses
  UNION ALL SELECT id, role, seed, sample, 'stability',
    count(*) FILTER (kept) / nullif(count(*) FILTER (ever), 0) FROM lasting GROUP BY id, role, seed, sample
), paired AS (
  SELECT * FROM numbers WHERE value IS NOT NULL
  QUALIFY count(*) OVER (PARTITION BY id, number, seed, sample) = 2
), seeds AS (
  SELECT id, role, number, seed, count(*) AS samples, avg(value) AS mean,
    CASE WHEN count(*) > 1 THEN var_pop(value) END AS variance
  FROM paired GROUP BY id, role, number, seed
), everySample AS (
  SELECT id, role, number, count(DISTINCT sample) AS samples FROM paired GROUP BY id, role, number
)
SELECT id, role,
  avg(mean) FILTER (number = 'foregroundCount') AS foregroundCount,
  avg(mean) FILTER (number = 'backgroundCount') AS backgroundCount,
  avg(mean) FILTER (number = 'foregroundRatio') AS foregroundRatio,
  avg(mean) FILTER (number = 'learningDistance') AS learningDistance,
  avg(variance) FILTER (number = 'learningDistance') AS varianceOfDistance,
  avg(mean) FILTER (number = 'stability') AS stability
FROM seeds JOIN everySample USING (id, role, number)
WHERE 2 * seeds.samples >= everySample.samples
GROUP BY id, role ORDER BY id, role;
