DROP INDEX letters_gathered;
ALTER TABLE letters DROP COLUMN gathered_into;
