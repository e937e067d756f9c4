-- Dump of shop, 2026-06-14 22:30 UTC
BEGIN;
CREATE TABLE customer (
  id integer PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  phone text,
  street text,
  city text,
  born date
);
INSERT INTO customer (id, name, email, phone, street, city, born) VALUES
  (104200, 'Wilhelmina Kanarek', 'wilhelmina.kanarek@post.example', '+49 171 3920047', 'Dompfaffweg 17', 'Lübeck', '1979-11-23'),
  (104201, 'Xenia Brackwater', 'xenia.brackwater@fjordmail.example', '+49 171 3920047', 'Otterngasse 115', 'Bremen', '1964-08-22'),
  (104202, 'Xenia Ottersund', 'xenia.ottersund@post.example', '+49 171 3920082', 'Am Steinpilz 82', 'Rostock', '1984-04-19'),
  (104203, 'Caspian Krähenbühl', 'caspian.kraehenbuehl@fjordmail.example', '+49 171 3920055', 'Am Steinpilz 51', 'Hamburg', '1966-03-28'),
  (104204, 'Aleko Dunkelmoor', 'aleko.dunkelmoor@mailbox.example', '+49 171 3920030', 'Birkhahnweg 22', 'Bremen', '1957-12-11'),
  (104205, 'Zdenka Harrowgate', 'zdenka.harrowgate@post.example', '+49 171 3920090', 'Kranichallee 2', 'Kiel', '1955-10-02'),
  (104206, 'Aleko Quellmann', 'aleko.quellmann@mailbox.example', '+49 171 3920037', 'Kranichallee 117', 'Bremen', '1984-02-20'),
  (104207, 'Jorun Thornquist', 'jorun.thornquist@mailbox.example', '+49 171 3920050', 'Am Steinpilz 38', 'Kiel', '1970-09-22'),
  (104208, 'Perpetua Rabenschlag', 'perpetua.rabenschlag@fjordmail.example', '+49 171 3920039', 'Zeisigstraße 52', 'Bremen', '1989-05-11'),
  (104209, 'Aleko Grünspecht', 'aleko.gruenspecht@mailbox.example', '+49 171 3920014', 'Otterngasse 99', 'Hamburg', '1968-11-05'),
  (104210, 'Benedek Pfefferkuchen', 'benedek.pfefferkuchen@post.example', '+49 171 3920016', 'Moorfroschring 113', 'Hamburg', '1959-10-24'),
  (104211, 'Xenia Lindwurm', 'xenia.lindwurm@post.example', '+49 171 3920026', 'Otterngasse 64', 'Bremen', '1979-10-25'),
  (104212, 'Jorun Rabenschlag', 'jorun.rabenschlag@mailbox.example', '+49 171 3920068', 'Otterngasse 20', 'Kiel', '1983-05-02'),
  (104213, 'Vasco Rabenschlag', 'vasco.rabenschlag@fjordmail.example', '+49 171 3920090', 'Zeisigstraße 16', 'Kiel', '1951-11-05'),
  (104214, 'Solvei Krähenbühl', 'solvei.kraehenbuehl@fjordmail.example', '+49 171 3920042', 'Kranichallee 77', 'Bremen', '1972-02-18'),
  (104215, 'Zdenka Nebelhorn', 'zdenka.nebelhorn@post.example', '+49 171 3920038', 'Birkhahnweg 26', 'Bremen', '1981-11-06'),
  (104216, 'Wenzel Immenstein', 'wenzel.immenstein@fjordmail.example', '+49 171 3920083', 'Luchsplatz 1', 'Bremen', '1968-07-28'),
  (104217, 'Aleko Lindwurm', 'aleko.lindwurm@fjordmail.example', '+49 171 3920020', 'Luchsplatz 27', 'Rostock', '1967-01-19'),
  (104218, 'Osric Nebelhorn', 'osric.nebelhorn@post.example', '+49 171 3920031', 'Otterngasse 20', 'Rostock', '1951-01-11'),
  (104219, 'Ylva Cromwick', 'ylva.cromwick@mailbox.example', '+49 171 3920029', 'Moorfroschring 73', 'Lübeck', '1992-12-07');
COMMIT;
