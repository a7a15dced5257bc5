# SPDX-License-Identifier: MIT
"""The ids of a site: .UID files, the map, what may be set."""

import unittest

import smssite
import support
from smssite import SMSID, IdMap, IdProblem, IdSource, Tree, UidState, UidStore


class Stores(unittest.TestCase):
    def tree(self, *names):
        tree = Tree.memory()
        tree.make_directory("LOGON.SRV/SMSID")
        for name in names:
            tree.write("LOGON.SRV/SMSID/" + name, b"")
        return tree

    def test_the_file_is_the_next_id(self):
        store = UidStore.read(self.tree("Q7Z01ABC.UID"))
        self.assertEqual(store.state, UidState.ONE)
        self.assertEqual(store.next_id, SMSID("Q7Z01ABC"))
        self.assertEqual(list(store.names), ["Q7Z01ABC.UID"])
        self.assertEqual(store.highest, 0)
        self.assertEqual(store.id(0), SMSID("Q7Z01ABC"))

    def test_an_error_says_why_there_is_none(self):
        with self.assertRaises(smssite.NotFoundError):
            UidStore.read(self.tree()).next_id
        with self.assertRaises(smssite.AmbiguousError):
            UidStore.read(self.tree("Q7Z01ABC.UID", "Q7Z01ABD.UID")).next_id

    def test_renaming(self):
        tree = self.tree("Q7Z05003.UID")
        UidStore.rename(tree, "LOGON.SRV/SMSID", SMSID("Q7Z05003"), SMSID("Q7Z01ABC"))
        self.assertEqual(UidStore.read(tree).next_id, SMSID("Q7Z01ABC"))
        with self.assertRaises(smssite.ChangedError):
            UidStore.rename(tree, "LOGON.SRV/SMSID", SMSID("Q7Z05003"), SMSID("Q7Z01ABC"))
        with self.assertRaises(TypeError):
            UidStore.rename(tree, "LOGON.SRV/SMSID", "Q7Z05003", SMSID("Q7Z01ABC"))


class Maps(unittest.TestCase):
    def test_a_map_is_filled_finished_and_asked(self):
        map = IdMap("Q7Z")
        map.add_id(IdSource.UID_FILE, SMSID("Q7Z00005"), "EDGE7")
        map.add_next(IdSource.NEXT_RANGE, "Q7Z02000", "edge7.reg", 3)
        self.assertEqual(map.add_list(IdSource.CLIENT, b"Q7Z00005\nABC00001\n"), 2)
        map.add_unseen("something")
        self.assertEqual(len(map.servers), 0)
        self.assertIs(map.finish(), map)
        self.assertEqual(map.next_range, SMSID("Q7Z02000"))
        self.assertEqual((map.id_count, map.foreign_count, map.problems_cut), (3, 1, 0))
        [server] = map.servers
        self.assertEqual((server.name, server.next_id, server.remaining, server.lasts_s), ("EDGE7", SMSID("Q7Z00005"), 44060, None))
        [range] = map.ranges
        self.assertEqual((range.number, range.owner, range.used, range.highest), (0, "EDGE7", 1, SMSID("Q7Z00005")))
        [problem] = map.problems
        self.assertEqual((problem.kind, problem.server), (IdProblem.UID_TOO_LOW, "EDGE7"))
        self.assertEqual(problem.suspects, (SMSID("Q7Z00005"), SMSID("Q7Z00005")))
        self.assertIn("Q7Z02000 (edge7.reg:3)", map.next_range_text)
        self.assertEqual(server.path, "")
        self.assertEqual(list(map.unseen), ["something"])
        with self.assertRaises(smssite.RefusedError):
            map.check_uid("EDGE7", SMSID("Q7Z00005"))
        map.check_uid("EDGE7", SMSID("Q7Z00006"))
        with self.assertRaises(smssite.RefusedError):
            map.check_next(SMSID("Q7Z01000"))
        with self.assertRaises(smssite.InvalidError):
            map.add_unseen("later")
        self.assertIn('"next_range": "Q7Z02000"', map.to_json())

    def test_what_is_not_known_is_undecided(self):
        map = IdMap("Q7Z")
        map.add_unreachable("NTLOG1")
        with self.assertRaises(smssite.UndecidedError):
            map.finish().next_range
        self.assertIsNone(map.servers[0].next_id)

    def test_wrong_arguments_do_not_crash(self):
        map = IdMap("Q7Z")
        for call in (lambda: IdMap(None), lambda: map.add_id(0, "Q7Z00001"), lambda: map.add_snapshot(None),
                     lambda: map.add_registry(None), lambda: map.add_uid_store("A", None), lambda: IdMap.of(None)):
            with self.assertRaises(TypeError):
                call()


if __name__ == "__main__":
    support.main()
