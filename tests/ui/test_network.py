from PySide6.QtNetwork import QNetworkInformation

from crmdesk.ui.kit.network import Network

Reachability = QNetworkInformation.Reachability


def heard(*said, local=False):
    told = []
    network = Network(lambda: local)
    network.hear(Reachability.Online)
    network.reachable_changed.connect(told.append)
    for one in said:
        network.hear(one)
    return told


def test_only_the_changes_are_told(qapp):
    assert heard(Reachability.Online, Reachability.Disconnected, Reachability.Disconnected, Reachability.Online) == [
        False,
        True,
    ]


def test_a_network_without_the_internet_may_hold_the_server(qapp):
    assert heard(Reachability.Local, Reachability.Site, Reachability.Unknown) == []


def test_a_server_on_this_computer_needs_no_network(qapp):
    assert heard(Reachability.Disconnected, local=True) == []
