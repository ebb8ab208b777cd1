-- From here on the tables of read models are created as they are declared, and have no migrations; those that are there stay.
SELECT 1;
